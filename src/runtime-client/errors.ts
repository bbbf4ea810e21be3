import type { ErrorKind } from '#protocol/remoteError'

/** An error that a user can act on: what is wrong, and `nextStep`, what to do about it. */
export class WrenError extends Error {
  readonly kind: ErrorKind
  readonly nextStep: string | undefined

  constructor(
    kind: ErrorKind,
    message: string,
    options: { readonly nextStep?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'WrenError'
    this.kind = kind
    this.nextStep = options.nextStep
  }
}

/**
 * What a failed call to a service means for the caller.
 * - `throttled`, `unavailable` (5xx, not ready yet) and `connectionLost`: worth another try, costs no item an attempt.
 * - `credentialsExpired`: pause until there are new ones.
 * - `streamingUnsupported`: this Region has no InvokeWithResponseStream; use buffered Invoke.
 * - `missing`: what was asked for does not exist (function, object, bucket, role, log group).
 * - `conflict`: something of that name exists already, or a conditional write lost.
 * - `refused`: will be refused again.
 */
export type ServiceFaultNature =
  | 'throttled'
  | 'unavailable'
  | 'connectionLost'
  | 'credentialsExpired'
  | 'streamingUnsupported'
  | 'missing'
  | 'conflict'
  | 'refused'

/** A call to AWS (or the local cloud) that failed; made in `aws/awsErrors.ts` alone. */
export class ServiceFault extends WrenError {
  readonly nature: ServiceFaultNature
  /** AWS's own error name, such as `TooManyRequestsException`. */
  readonly code: string

  constructor(
    nature: ServiceFaultNature,
    kind: ErrorKind,
    code: string,
    message: string,
    options: { readonly nextStep?: string; readonly cause?: unknown } = {},
  ) {
    super(kind, message, options)
    this.name = 'ServiceFault'
    this.nature = nature
    this.code = code
  }
}
