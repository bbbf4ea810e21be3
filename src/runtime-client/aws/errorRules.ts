import type { ErrorKind } from '#protocol/remoteError'
import type { ServiceFaultNature } from '../errors.ts'

/** What an error code of AWS or of a socket means here. */
export interface ErrorRule {
  readonly nature: ServiceFaultNature
  readonly kind: ErrorKind
  readonly nextStep?: string
}

const throttled: ErrorRule = {
  nature: 'throttled',
  kind: 'quota',
  nextStep: 'Lower --concurrency, or ask AWS for a higher quota of concurrent executions.',
}
const unavailable: ErrorRule = {
  nature: 'unavailable',
  kind: 'worker',
  nextStep: 'Try again later; https://health.aws.amazon.com shows known outages.',
}
const connectionLost: ErrorRule = {
  nature: 'connectionLost',
  kind: 'worker',
  nextStep: 'Check the network connection.',
}
const unreachable: ErrorRule = {
  nature: 'connectionLost',
  kind: 'worker',
  nextStep: 'Check the network connection, a proxy or VPN, and that the Region of the profile exists.',
}
const credentials: ErrorRule = {
  nature: 'credentialsExpired',
  kind: 'credentials',
  nextStep: 'Sign in again (for example `aws sso login`) or put valid keys into the AWS profile.',
}
const clockSkew: ErrorRule = {
  nature: 'credentialsExpired',
  kind: 'credentials',
  nextStep: "Set this computer's clock; AWS refuses requests signed more than a few minutes off.",
}
const denied: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: 'Ask an administrator of the account to allow it.',
}
const missing: ErrorRule = { nature: 'missing', kind: 'input' }
const conflict: ErrorRule = { nature: 'conflict', kind: 'worker' }
const quotaReached: ErrorRule = {
  nature: 'refused',
  kind: 'quota',
  nextStep: 'Delete what is no longer needed, or ask AWS for a higher quota.',
}
const badRequest: ErrorRule = {
  nature: 'refused',
  kind: 'protocol',
  nextStep: 'Run `wren deploy` so that the runtime and this version of Wren match.',
}
const tooLarge: ErrorRule = {
  nature: 'refused',
  kind: 'input',
  nextStep: 'Use smaller items, or a smaller --batch-size.',
}
const network: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: "Look at the VPC, subnet, security group and file system settings of Wren's function, or deploy it again.",
}
const networkBusy: ErrorRule = { ...network, nature: 'unavailable' }
const encryption: ErrorRule = {
  nature: 'refused',
  kind: 'permission',
  nextStep: "Allow the role `wren-runtime` to use the KMS key of Wren's function, or enable that key.",
}
const tooManyFiles: ErrorRule = {
  nature: 'unavailable',
  kind: 'quota',
  nextStep: 'Lower --concurrency, or raise the limit of open files (`ulimit -n`).',
}

function codes(rule: ErrorRule, names: readonly string[]): readonly (readonly [string, ErrorRule])[] {
  return names.map((name) => [name, rule] as const)
}

/** By AWS's error name or by Node's socket code. Names come from the services' API references and the SDK's models. */
export const rulesByCode: ReadonlyMap<string, ErrorRule> = new Map([
  ...codes(throttled, [
    'TooManyRequestsException',
    'TooManyRequests',
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'ThrottlingError',
    'RequestThrottled',
    'RequestThrottledException',
    'RequestLimitExceeded',
    'BandwidthLimitExceeded',
    'PriorRequestNotComplete',
    'ProvisionedThroughputExceededException',
    'SlowDown',
    'EC2ThrottledException',
  ]),
  ...codes(unavailable, [
    'ServiceException',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'ServiceFailure',
    'ServiceFailureException',
    'InternalFailure',
    'InternalFailureException',
    'InternalError',
    'InternalServerError',
    'InternalServerException',
    'InternalStreamFailure',
    'ResourceNotReadyException',
    'OperationAborted',
    'ConditionalRequestConflict',
    'ConcurrentModification',
    'ConcurrentModificationException',
    'SnapStartNotReadyException',
    'SnapStartTimeoutException',
  ]),
  ...codes(connectionLost, [
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'ESOCKETTIMEDOUT',
    'TimeoutError',
    'RequestTimeout',
    'RequestTimeoutException',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_SSL_BAD_RECORD_MAC',
    'HPE_INVALID_CONSTANT',
    'HPE_INVALID_EOF_STATE',
    'HPE_INVALID_CHUNK_SIZE',
  ]),
  ...codes(unreachable, [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'ENETUNREACH',
    'ENETDOWN',
    'EADDRNOTAVAIL',
  ]),
  ...codes(tooManyFiles, ['EMFILE', 'ENFILE']),
  ...codes(credentials, [
    'ExpiredToken',
    'ExpiredTokenException',
    'RequestExpired',
    'TokenRefreshRequired',
    'UnauthorizedException',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'InvalidToken',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'AuthFailure',
    'CredentialsProviderError',
    'TokenProviderError',
    'ProviderError',
    'InvalidGrantException',
    'ExpiredIdentityTokenException',
    'IDPCommunicationError',
  ]),
  ...codes(clockSkew, ['RequestTimeTooSkewed', 'RequestInTheFuture']),
  ...codes(denied, [
    'AccessDenied',
    'AccessDeniedException',
    'Forbidden',
    'UnauthorizedOperation',
    'AllAccessDisabled',
    'AccountProblem',
    'NotSignedUp',
    'OptInRequired',
    'SubscriptionRequiredException',
  ]),
  ...codes(missing, [
    'ResourceNotFoundException',
    'NoSuchEntity',
    'NoSuchEntityException',
    'NoSuchBucket',
    'NoSuchKey',
    'NotFound',
    'NotFoundException',
  ]),
  ...codes(conflict, [
    'ResourceConflictException',
    'ResourceAlreadyExistsException',
    'ResourceInUseException',
    'EntityAlreadyExists',
    'EntityAlreadyExistsException',
    'BucketAlreadyOwnedByYou',
    'BucketNotEmpty',
    'DeleteConflict',
    'PreconditionFailed',
    'PreconditionFailedException',
  ]),
  ...codes({ nature: 'refused', kind: 'input', nextStep: 'Another AWS account owns a bucket of that name.' }, [
    'BucketAlreadyExists',
  ]),
  ...codes({ nature: 'refused', kind: 'input', nextStep: 'The bucket lies in another Region than the profile.' }, [
    'PermanentRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException',
  ]),
  ...codes(quotaReached, [
    'CodeStorageExceededException',
    'LimitExceeded',
    'LimitExceededException',
    'ServiceQuotaExceededException',
    'TooManyBuckets',
    'PolicyLengthExceededException',
    'EntityTemporarilyUnmodifiableException',
  ]),
  ...codes(tooLarge, [
    'RequestTooLargeException',
    'RequestEntityTooLargeException',
    'SerializedRequestEntityTooLargeException',
    'EntityTooLarge',
    'MaxMessageLengthExceeded',
  ]),
  ...codes(badRequest, [
    'InvalidParameterValueException',
    'InvalidParameterException',
    'InvalidParameterCombination',
    'InvalidRequestContentException',
    'InvalidRequest',
    'InvalidRuntimeException',
    'InvalidZipFileException',
    'MalformedPolicyDocument',
    'MalformedPolicyDocumentException',
    'ValidationError',
    'ValidationException',
    'UnsupportedMediaTypeException',
    'RecursiveInvocationException',
    'SnapStartException',
    'SnapStartRegenerationFailureException',
    'UnknownOperationException',
    'MethodNotAllowed',
    'NotImplemented',
  ]),
  ...codes(networkBusy, [
    'EC2UnexpectedException',
    'ENINotReadyException',
    'ENILimitReachedException',
    'SubnetIPAddressLimitReachedException',
    'EFSIOException',
    'EFSMountTimeoutException',
  ]),
  ...codes(network, [
    'EC2AccessDeniedException',
    'EFSMountConnectivityException',
    'EFSMountFailureException',
    'InvalidSecurityGroupIDException',
    'InvalidSubnetIDException',
  ]),
  ...codes(encryption, [
    'KMSAccessDeniedException',
    'KMSDisabledException',
    'KMSInvalidStateException',
    'KMSNotFoundException',
  ]),
])

/** For a code that no rule names: by HTTP status, as AWS and the proxies before it use them. */
export function ruleForStatus(status: number): ErrorRule {
  if (status === 429) return throttled
  if (status === 408) return connectionLost
  if (status >= 500) return unavailable
  if (status === 401) return credentials
  if (status === 403) return denied
  if (status === 404) return missing
  if (status === 409 || status === 412) return conflict
  if (status === 413) return tooLarge
  return badRequest
}

interface MessageRule {
  readonly pattern: RegExp
  /** Absent: whatever the code is. */
  readonly code?: string
  readonly rule: ErrorRule
}

const streamingUnsupported: ErrorRule = {
  nature: 'streamingUnsupported',
  kind: 'protocol',
  nextStep: 'Choose a Region that offers response streaming, or go on with buffered replies.',
}

/** Looked at before the codes: where only the message tells what a code means. */
const messageRules: readonly MessageRule[] = [
  // A role that was just made is not known everywhere yet; it takes some seconds.
  { pattern: /cannot be assumed by Lambda/i, rule: unavailable },
  { pattern: /KMS key is invalid for CreateGrant|ARN does not refer to a valid principal/i, rule: unavailable },
  { pattern: /signature (expired|not yet current)/i, rule: clockSkew },
  { pattern: /socket hang up|Truncated event message|network socket disconnected|^aborted$/i, rule: connectionLost },
  { pattern: /Rate exceeded/i, rule: throttled },
]

/** Looked at first for InvokeWithResponseStream: how a Region or an endpoint without that operation answers. */
const streamingRules: readonly MessageRule[] = [
  { pattern: /Unable to determine service\/operation name/i, rule: streamingUnsupported },
  { pattern: /stream(ing)?\b.*\bnot (yet )?(supported|available|enabled)/i, rule: streamingUnsupported },
  { pattern: /^/, code: 'UnknownOperationException', rule: streamingUnsupported },
  { pattern: /^/, code: 'MethodNotAllowed', rule: streamingUnsupported },
  { pattern: /^/, code: 'NotImplemented', rule: streamingUnsupported },
]

/** The rule that the message decides, or undefined where code and status do. */
export function ruleForMessage(code: string, message: string, isStreamingCall: boolean): ErrorRule | undefined {
  const candidates = isStreamingCall ? [...streamingRules, ...messageRules] : messageRules
  return candidates.find((entry) => (entry.code === undefined || entry.code === code) && entry.pattern.test(message))
    ?.rule
}

export { connectionLost as connectionLostRule }
