import { toServiceFault } from './awsErrors.ts'
import type { AwsCall } from './awsErrors.ts'
import type { CredentialSource } from './credentials.ts'

/** Where and as whom to call AWS. */
export interface AwsAccess {
  readonly region: string
  readonly credentials: CredentialSource
  readonly at: AwsAddress
}

/**
 * `aws`: AWS itself, with the further settings (FIPS, endpoints) of that profile; null where the keys are those of the
 * environment. `fixed`: just these endpoints, whatever the user's environment and AWS configuration say.
 */
export type AwsAddress =
  | { readonly kind: 'aws'; readonly profileName: string | null }
  | { readonly kind: 'fixed'; readonly endpoint: string; readonly s3Endpoint: string }

/** Runs one call; its rejection becomes a ServiceFault, and keys that AWS refused are read anew for the next one. */
export async function callAws<T>(access: AwsAccess, call: AwsCall, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    throw faultOf(access, error, call)
  }
}

/** The ServiceFault that `error` is; forgets the keys where it says that they hold no longer. */
export function faultOf(access: AwsAccess, error: unknown, call: AwsCall): Error {
  const fault = toServiceFault(error, { ...call, isLocal: access.at.kind === 'fixed' })
  if (fault.nature === 'credentialsExpired') access.credentials.forget()
  return fault
}

const connectionTimeoutMs = 10_000
const requestTimeoutMs = 60_000

/**
 * The settings that all clients share. With fixed endpoints nothing is left to be looked up in the environment, in
 * `~/.aws` or at an instance's metadata service: each option absent here would be.
 */
export function clientSettings(access: AwsAccess, serviceEndpoint?: string) {
  const shared = {
    region: access.region,
    credentials: access.credentials,
    defaultsMode: 'standard' as const,
    retryMode: 'standard',
    maxAttempts: 6,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
    },
  }
  if (access.at.kind === 'aws') {
    return access.at.profileName === null ? shared : { ...shared, profile: access.at.profileName }
  }
  return {
    ...shared,
    endpoint: serviceEndpoint ?? access.at.endpoint,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: '',
    authSchemePreference: [],
  }
}
