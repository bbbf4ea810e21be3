import { request } from 'node:http'
import { CreateLogGroupCommand, CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { AwsClient } from 'aws4fetch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

let cloud: StartedLocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud()
})
afterAll(async () => {
  await cloud[Symbol.asyncDispose]()
})

/** The name and status of the error that a call is refused with. */
const refusalOf = async (call: Promise<unknown>): Promise<string> =>
  await call.then(
    () => 'accepted',
    (error: { name: string; $metadata?: { httpStatusCode?: number } }) =>
      `${error.name} ${error.$metadata?.httpStatusCode}`,
  )

describe('credentials', () => {
  const refusals = async (credentials: {
    accessKeyId: string
    secretAccessKey: string
  }): Promise<readonly string[]> => {
    const configuration = { ...cloud.clientConfiguration, credentials, maxAttempts: 1, forcePathStyle: true }
    return [
      await refusalOf(new LambdaClient(configuration).send(new ListFunctionsCommand())),
      await refusalOf(new S3Client(configuration).send(new ListBucketsCommand())),
      await refusalOf(new CloudWatchLogsClient(configuration).send(new CreateLogGroupCommand({ logGroupName: 'a' }))),
      await refusalOf(new IAMClient(configuration).send(new GetRoleCommand({ RoleName: 'a' }))),
      await refusalOf(new STSClient(configuration).send(new GetCallerIdentityCommand())),
    ]
  }

  it('refuses another key, each service in its own words', async () => {
    expect(await refusals({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' })).toEqual([
      'UnrecognizedClientException 403',
      'InvalidAccessKeyId 403',
      'UnrecognizedClientException 400',
      'InvalidClientTokenId 403',
      'InvalidClientTokenId 403',
    ])
  })

  it('refuses its own key with another secret', async () => {
    const { accessKeyId } = cloud.discovery
    expect(await refusals({ accessKeyId, secretAccessKey: 'x' })).toEqual([
      'InvalidSignatureException 403',
      'SignatureDoesNotMatch 403',
      'InvalidSignatureException 400',
      'SignatureDoesNotMatch 403',
      'SignatureDoesNotMatch 403',
    ])
  })

  it('refuses a signed request whose body, path or query was changed', async () => {
    const { accessKeyId, secretAccessKey, endpoint } = cloud.discovery
    const aws = new AwsClient({ accessKeyId, secretAccessKey, region: 'us-east-1', service: 'lambda', retries: 0 })
    const url = `${endpoint}/2015-03-31/functions/?MaxItems=5`
    const signed = await aws.sign(url, { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } })
    expect((await fetch(signed)).status).toBe(200)
    const { headers } = signed
    expect((await fetch(`${endpoint}/2015-03-31/functions/?MaxItems=6`, { headers })).status).toBe(403)
    expect((await fetch(`${endpoint}/2015-03-31/functions/a`, { headers })).status).toBe(403)
    const posted = await aws.sign(`${endpoint}/2015-03-31/functions`, { method: 'POST', body: '{"a":1}' })
    const forged = await fetch(posted.url, { method: 'POST', headers: posted.headers, body: '{"a":2}' })
    expect(forged.status).toBe(403)
  })

  it('refuses a request signed long ago', async () => {
    const configuration = { ...cloud.clientConfiguration, maxAttempts: 1, systemClockOffset: -3_600_000 }
    const call = new LambdaClient(configuration).send(new ListFunctionsCommand())
    expect(await refusalOf(call)).toBe('InvalidSignatureException 403')
  })
})

describe('what a web page could send', () => {
  const send = async (
    method: string,
    headers: Record<string, string>,
  ): Promise<readonly [number | undefined, object]> =>
    await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(cloud.discovery.endpoint)
      const sent = request({ hostname, port, method, path: '/2015-03-31/functions', headers }, (response) => {
        response.resume()
        resolve([response.statusCode, response.headers])
      })
      sent.on('error', reject).end()
    })

  it('refuses a request without a signature, a preflight, and a foreign Host', async () => {
    expect((await send('GET', {}))[0]).toBe(403)
    const preflight = await send('OPTIONS', {
      origin: 'https://example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    })
    expect(preflight[0]).toBe(403)
    expect(Object.keys(preflight[1]).filter((name) => name.startsWith('access-control'))).toEqual([])
    const { accessKeyId, secretAccessKey, endpoint } = cloud.discovery
    const aws = new AwsClient({ accessKeyId, secretAccessKey, region: 'us-east-1', service: 'lambda' })
    const { headers } = await aws.sign(`http://rebound.example:${new URL(endpoint).port}/2015-03-31/functions`)
    const [status] = await send('GET', {
      ...Object.fromEntries(headers),
      host: `rebound.example:${new URL(endpoint).port}`,
    })
    expect(status).toBe(403)
  })
})

it('tells STS callers who they are', async () => {
  const identity = await new STSClient(cloud.clientConfiguration).send(new GetCallerIdentityCommand())
  expect(identity).toMatchObject({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:user/local' })
})

it('keeps roles and their policies', async () => {
  const iam = new IAMClient({ ...cloud.clientConfiguration, maxAttempts: 1 })
  const RoleName = 'worker'
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'a & <b>' }] })
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document, Tags: [{ Key: 'by', Value: 'test' }] }),
  )
  expect(Role).toMatchObject({ RoleName, Arn: 'arn:aws:iam::000000000000:role/worker' })
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(document)
  expect(await refusalOf(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document })))).toBe(
    'EntityAlreadyExistsException 409',
  )
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document }))
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))
  expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['own'])
  expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([
    { PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  ])
  expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Tags).toEqual([{ Key: 'by', Value: 'test' }])
  expect(await refusalOf(iam.send(new DeleteRoleCommand({ RoleName })))).toBe('DeleteConflictException 409')
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }))
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))
  await iam.send(new DeleteRoleCommand({ RoleName }))
  expect(await refusalOf(iam.send(new GetRoleCommand({ RoleName })))).toBe('NoSuchEntityException 404')
})

it('serves two clients at once', async () => {
  const newClient = (): S3Client => new S3Client({ ...cloud.clientConfiguration, forcePathStyle: true })
  const [first, second] = [newClient(), newClient()]
  await first.send(new CreateBucketCommand({ Bucket: 'shared' }))
  const puts = Array.from({ length: 40 }, (_, index) =>
    (index % 2 === 0 ? first : second).send(new PutObjectCommand({ Bucket: 'shared', Key: `key-${index}`, Body: 'x' })),
  )
  const answers = await Promise.all(puts)
  expect(answers.every((answer) => answer.$metadata.httpStatusCode === 200)).toBe(true)
})
