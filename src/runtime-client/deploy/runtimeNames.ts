import { keyPrefix } from '#protocol/objectKeys'

/** What all of Wren's functions in an account and Region begin with; the memory in MB follows. */
export const functionNamePrefix = 'wren-runtime-'

/** CloudWatch's log group of all of Wren's functions in a Region. */
export const runtimeLogGroup = '/wren/runtime'

/** How long CloudWatch keeps the worker's records. */
export const logRetentionDays = 14

/** Lambda's own bounds, in MB. */
export const memoryBounds = { least: 128, most: 10_240 } as const

/** The parts of a runtime in one account and Region. */
export interface RuntimeNames {
  readonly bucket: string
  /** Roles belong to no Region, so the name carries it: removing one Region's runtime leaves the others alone. */
  readonly role: string
  readonly logGroup: string
}

/** The names in that account and Region; nobody can choose others. */
export function runtimeNames(accountId: string, region: string): RuntimeNames {
  return { bucket: runtimeBucket(accountId, region), role: `wren-runtime-${region}`, logGroup: runtimeLogGroup }
}

/** Bucket names are unique in all of AWS, and an account id makes this one so. */
export const runtimeBucket = (accountId: string, region: string): string => `wren-${accountId}-${region}`

/** The function with so much memory, in MB. */
export const functionName = (memoryMb: number): string => `${functionNamePrefix}${memoryMb}`

/** The memory that a function's name tells, in MB, or null where it is none of Wren's. */
export function memoryOfFunction(name: string): number | null {
  const digits = /^(\d+)$/.exec(name.startsWith(functionNamePrefix) ? name.slice(functionNamePrefix.length) : '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The account in `arn:aws:iam::123456789012:role/…`; spares the call that asks for it. */
export function accountOfRole(roleArn: string): string | null {
  return /^arn:[^:]+:iam::(\d{12}):/.exec(roleArn)?.[1] ?? null
}

/** Lambda alone may act in the role. */
export const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

/** All that Wren's functions may do: use Wren's prefix in the bucket and write to the log group. */
export function rolePolicy(accountId: string, region: string): string {
  const partition = partitionOf(region)
  const { bucket, logGroup } = runtimeNames(accountId, region)
  const bucketArn = `arn:${partition}:s3:::${bucket}`
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${bucketArn}/${keyPrefix}*` },
      // Without it S3 answers 403 for an object that is not there, and a missing control object looks like a fault. A
      // request for an object names no prefix: the condition must let it pass.
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: bucketArn,
        Condition: { StringLikeIfExists: { 's3:prefix': `${keyPrefix}*` } },
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}:*`,
      },
    ],
  })
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
