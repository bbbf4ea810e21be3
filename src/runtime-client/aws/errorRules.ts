import type { ErrorKind } from '#protocol/remoteError'
import type { ServiceFaultNature } from '../errors.ts'

/** What an error code of AWS or of a socket means here. */
export interface ErrorRule {
  readonly nature: ServiceFaultNature
  readonly kind: ErrorKind
  readonly nextStep?: string
}

/** Too much at once. */
export const throttled: ErrorRule = {
  nature: 'throttled',
  kind: 'quota',
  nextStep: 'Lower --concurrency, or ask AWS for a higher quota of concurrent executions.',
}

/** The service fails just now. */
export const unavailable: ErrorRule = {
  nature: 'unavailable',
  kind: 'worker',
  nextStep: 'Try again later; https://health.aws.amazon.com shows known outages.',
}

/** The connection broke. */
export const connectionLost: ErrorRule = {
  nature: 'connectionLost',
  kind: 'worker',
  nextStep: 'Check the network connection.',
}

/** There is no way to the service. */
export const unreachable: ErrorRule = {
  nature: 'connectionLost',
  kind: 'worker',
  nextStep: 'Check the network connection, a proxy or VPN, and that the Region of the profile exists.',
}

/** The keys are not accepted, or no longer. */
export const credentials: ErrorRule = {
  nature: 'credentialsExpired',
  kind: 'credentials',
  nextStep: 'Sign in again (for example `aws sso login`) or put valid keys into the AWS profile.',
}

/** A signature is only good for a few minutes. */
export const clockSkew: ErrorRule = {
  nature: 'credentialsExpired',
  kind: 'credentials',
  nextStep: "Set this computer's clock; AWS refuses requests signed more than a few minutes off.",
}

/** The keys are good, and not allowed to do this. */
export const denied: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: 'Ask an administrator of the account to allow it.',
}

/** What was asked for is not there. */
export const missing: ErrorRule = { nature: 'missing', kind: 'input' }

/** It exists already, or is being changed. */
export const conflict: ErrorRule = { nature: 'conflict', kind: 'worker' }

/** A limit of the account that waiting does not lift. */
export const quotaReached: ErrorRule = {
  nature: 'refused',
  kind: 'quota',
  nextStep: 'Delete what is no longer needed, or ask AWS for a higher quota.',
}

/** The two sides do not understand each other. */
export const badRequest: ErrorRule = {
  nature: 'refused',
  kind: 'protocol',
  nextStep: 'Run `wren deploy` so that the runtime and this version of Wren match.',
}

/** More than the service takes. */
export const tooLarge: ErrorRule = {
  nature: 'refused',
  kind: 'input',
  nextStep: 'Use smaller items, or a smaller --batch-size.',
}

/** The function's own network is set up wrongly. */
export const network: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: "Look at the VPC, subnet, security group and file system settings of Wren's function, or deploy it again.",
}

/** The function's own network is not ready yet. */
export const networkBusy: ErrorRule = { ...network, nature: 'unavailable' }

/** The function's own encryption is set up wrongly. */
export const encryption: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep:
    "Allow the role of Wren's function (`wren-runtime-<region>`) to use the KMS key of Wren's function, or enable that key.",
}

/** This machine has no file descriptor left. */
export const tooManyFiles: ErrorRule = {
  nature: 'unavailable',
  kind: 'quota',
  nextStep: 'Lower --concurrency, or raise the limit of open files (`ulimit -n`).',
}

/** There is no InvokeWithResponseStream here. */
export const streamingUnsupported: ErrorRule = {
  nature: 'streamingUnsupported',
  kind: 'protocol',
  nextStep: 'Choose a Region that offers response streaming, or go on with buffered replies.',
}
