import { S3Client } from '@aws-sdk/client-s3'

import type { Cloud } from '../ports.ts'
import { AwsAccountAdmin } from './accountAdmin.ts'
import { clientSettings } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'
import { CloudWatchLogReader } from './cloudWatchLogs.ts'
import { profileCredentials, rememberKeys } from './credentials.ts'
import { LambdaFunctionAdmin } from './functionAdmin.ts'
import { LambdaInvoker } from './lambdaInvoker.ts'
import { S3Objects } from './s3Objects.ts'

/** An AWS profile as `settings/profile.ts` resolves it. `credentialsProfile` is null where the keys are in the environment. */
export interface AwsProfile {
  readonly name: string
  readonly region: string
  readonly credentialsProfile: string | null
}

/** What it takes to call a local cloud. */
export interface LocalAddress {
  readonly region: string
  readonly accountId: string
  readonly endpoint: string
  readonly s3Endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Connects to AWS; nothing is called yet. */
export function connectAws(profile: AwsProfile): Cloud {
  return connect(profile.name, {
    region: profile.region,
    credentials: profileCredentials(profile.credentialsProfile, profile.region),
    at: { kind: 'aws', profileName: profile.credentialsProfile },
  })
}

/** Connects to a local cloud, whatever AWS settings the user's environment holds; nothing is called yet. */
export function connectLocal(address: LocalAddress): Cloud {
  const { accessKeyId, secretAccessKey } = address
  const access: AwsAccess = {
    region: address.region,
    credentials: rememberKeys(async () => ({ accessKeyId, secretAccessKey })),
    at: { kind: 'fixed', endpoint: address.endpoint, s3Endpoint: address.s3Endpoint },
  }
  return connect('local', access, address.accountId)
}

function connect(profile: string, access: AwsAccess, accountId?: string): Cloud {
  const s3 = createS3Client(access)
  const invoker = new LambdaInvoker(access)
  const functions = new LambdaFunctionAdmin(access)
  const account = new AwsAccountAdmin(access, s3, accountId)
  const logs = new CloudWatchLogReader(access)
  return {
    profile,
    isLocal: access.at.kind === 'fixed',
    region: access.region,
    invoker,
    functions,
    account,
    logs,
    objects: (bucket) => new S3Objects(access, s3, bucket),
    [Symbol.asyncDispose]: async () => {
      for (const part of [invoker, functions, account, logs]) part[Symbol.dispose]()
      s3.destroy()
    },
  }
}

function createS3Client(access: AwsAccess): S3Client {
  if (access.at.kind === 'aws') return new S3Client(clientSettings(access))
  return new S3Client({
    ...clientSettings(access, access.at.s3Endpoint),
    forcePathStyle: true,
    // Each of these would otherwise be looked up in the user's environment and AWS configuration.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    disableS3ExpressSessionAuth: true,
    disableMultiregionAccessPoints: true,
    useArnRegion: false,
    sigv4aSigningRegionSet: [],
  })
}
