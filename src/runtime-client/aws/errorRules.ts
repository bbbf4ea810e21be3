import type { ErrorKind } from '#protocol/remoteError'
import type { ServiceFaultNature } from '../errors.ts'

/** What an error code of AWS or of a socket means here. */
export interface ErrorRule {
  readonly nature: ServiceFaultNature
  readonly kind: ErrorKind
  readonly nextStep?: string
}

export const throttled: ErrorRule = {
  nature: 'throttled',
  kind: 'quota',
  nextStep: 'Lower --concurrency, or ask AWS for a higher quota of concurrent executions.',
}
export const unavailable: ErrorRule = {
  nature: 'unavailable',
  kind: 'worker',
  nextStep: 'Try again later; https://health.aws.amazon.com shows known outages.',
}
export const connectionLost: ErrorRule = {
  nature: 'connectionLost',
  kind: 'worker',
  nextStep: 'Check the network connection.',
}
export const unreachable: ErrorRule = {
  nature: 'connectionLost',
  kind: 'worker',
  nextStep: 'Check the network connection, a proxy or VPN, and that the Region of the profile exists.',
}
export const credentials: ErrorRule = {
  nature: 'credentialsExpired',
  kind: 'credentials',
  nextStep: 'Sign in again (for example `aws sso login`) or put valid keys into the AWS profile.',
}
export const clockSkew: ErrorRule = {
  nature: 'credentialsExpired',
  kind: 'credentials',
  nextStep: "Set this computer's clock; AWS refuses requests signed more than a few minutes off.",
}
export const denied: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: 'Ask an administrator of the account to allow it.',
}
export const missing: ErrorRule = { nature: 'missing', kind: 'input' }
export const conflict: ErrorRule = { nature: 'conflict', kind: 'worker' }
export const quotaReached: ErrorRule = {
  nature: 'refused',
  kind: 'quota',
  nextStep: 'Delete what is no longer needed, or ask AWS for a higher quota.',
}
export const badRequest: ErrorRule = {
  nature: 'refused',
  kind: 'protocol',
  nextStep: 'Run `wren deploy` so that the runtime and this version of Wren match.',
}
export const tooLarge: ErrorRule = {
  nature: 'refused',
  kind: 'input',
  nextStep: 'Use smaller items, or a smaller --batch-size.',
}
export const network: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: "Look at the VPC, subnet, security group and file system settings of Wren's function, or deploy it again.",
}
export const networkBusy: ErrorRule = { ...network, nature: 'unavailable' }
export const encryption: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep:
    "Allow the role of Wren's function (`wren-runtime-<region>`) to use the KMS key of Wren's function, or enable that key.",
}
export const tooManyFiles: ErrorRule = {
  nature: 'unavailable',
  kind: 'quota',
  nextStep: 'Lower --concurrency, or raise the limit of open files (`ulimit -n`).',
}

export const streamingUnsupported: ErrorRule = {
  nature: 'streamingUnsupported',
  kind: 'protocol',
  nextStep: 'Choose a Region that offers response streaming, or go on with buffered replies.',
}
