import {
  CreateBucketCommand,
  DeleteBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3'

import { keyPrefix } from '#protocol/objectKeys'

import { callAws } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'
import { nullIfConflict } from './awsErrors.ts'
import { S3Objects } from './s3Objects.ts'

const jobObjectsKeptDays = 7

/** Makes the bucket: closed to the public, and what jobs leave there expires after a week. */
export async function createRuntimeBucket(access: AwsAccess, client: S3Client, bucket: string): Promise<void> {
  const target = `bucket ${bucket}`
  await nullIfConflict(
    callAws(access, { action: 's3:CreateBucket', target }, () =>
      client.send(new CreateBucketCommand({ Bucket: bucket, ...placedIn(access.region) })),
    ),
  )
  await callAws(access, { action: 's3:PutLifecycleConfiguration', target }, () =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ID: 'wren-jobs',
              Status: 'Enabled',
              Filter: { Prefix: `${keyPrefix}jobs/` },
              Expiration: { Days: jobObjectsKeptDays },
            },
          ],
        },
      }),
    ),
  )
  // Nobody but the local process can reach the local cloud's buckets, and it does not know this call.
  if (access.at.kind === 'fixed') return
  await callAws(access, { action: 's3:PutBucketPublicAccessBlock', target }, () =>
    client.send(
      new PutPublicAccessBlockCommand({
        Bucket: bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    ),
  )
}

/** Deletes Wren's objects and then the bucket; anything else in there makes it a `conflict`. */
export async function deleteRuntimeBucket(access: AwsAccess, client: S3Client, bucket: string): Promise<void> {
  await new S3Objects(access, client, bucket).deletePrefix(keyPrefix)
  await callAws(access, { action: 's3:DeleteBucket', target: `bucket ${bucket}` }, () =>
    client.send(new DeleteBucketCommand({ Bucket: bucket })),
  )
}

/** S3's first Region is the one that must not be named. */
function placedIn(region: string) {
  if (region === 'us-east-1') return {}
  return { CreateBucketConfiguration: { LocationConstraint: locationConstraint(region) } }
}

/** The SDK lists the Regions of its day, while S3 takes any that there is. */
function isLocationConstraint(region: string): region is BucketLocationConstraint {
  return region !== ''
}

function locationConstraint(region: string): BucketLocationConstraint {
  if (!isLocationConstraint(region)) throw new TypeError('a Region has a name')
  return region
}
