/** One set of AWS keys; without `expiration` nobody can tell how long they hold. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Where the SDK's clients get their keys: read once, kept until they are about to expire or until `forget`. */
export interface CredentialSource {
  (): Promise<AwsKeys>
  /** Tells the SDK not to keep the keys a second time, in each client, where `forget` could not reach them. */
  readonly memoized: true
  /** The next call reads them anew; called when AWS refused them, for the user may have signed in since. */
  forget(): void
}

/** AWS asks for new keys five minutes before the old ones end, and so do its own SDKs. */
const renewBeforeMs = 5 * 60_000

/** Keeps what `read` answers for all clients of one connection. */
export function rememberKeys(read: () => Promise<AwsKeys>): CredentialSource {
  let current: Promise<AwsKeys> | undefined
  let renewAt = Infinity
  const source = (): Promise<AwsKeys> => {
    if (current !== undefined && Date.now() < renewAt) return current
    const reading = read()
    current = reading
    renewAt = Infinity
    reading.then(
      (keys) => {
        if (current === reading) renewAt = keys.expiration ? keys.expiration.getTime() - renewBeforeMs : Infinity
      },
      () => {
        if (current === reading) current = undefined
      },
    )
    return reading
  }
  const forget = (): void => {
    current = undefined
  }
  return Object.assign(source, { memoized: true as const, forget })
}

/**
 * The keys of a profile in the user's AWS configuration: static ones, SSO, assumed roles, processes, web identity.
 * A null name stands for keys in the environment (AWS_ACCESS_KEY_ID and its kin), as build servers have them.
 */
export function profileCredentials(profileName: string | null, region: string): CredentialSource {
  return rememberKeys(async () => {
    const { fromEnv, fromIni } = await import('@aws-sdk/credential-providers')
    if (profileName === null) return fromEnv()()
    // Without the cache, a sign-in in another terminal is seen as soon as the old keys are refused.
    return fromIni({ profile: profileName, clientConfig: { region }, ignoreCache: true })()
  })
}
