import { describe, expect, it } from 'vitest'
import type { ServiceFaultNature } from '../errors.ts'
import { toServiceFault } from './awsErrors.ts'
import type { AwsCall } from './awsErrors.ts'

const invoke: AwsCall = { action: 'lambda:InvokeFunction', target: 'function wren-runtime-1024', isStreaming: true }
const create: AwsCall = { action: 'lambda:CreateFunction', target: 'function wren-runtime-1024' }
const getObject: AwsCall = { action: 's3:GetObject', target: 's3://bucket/key' }

/** An error as the SDK makes it. */
const sdk = (name: string, status: number | undefined, message = 'said AWS'): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })

/** An error as Node's sockets make it. */
const socket = (code: string | undefined, message = `read ${code}`): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code })

type Case = readonly [string, unknown, AwsCall, ServiceFaultNature, string]
const cases: readonly Case[] = [
  ['concurrency limit', sdk('TooManyRequestsException', 429), invoke, 'throttled', 'quota'],
  ['S3 asks for less', sdk('SlowDown', 503), getObject, 'throttled', 'quota'],
  ['control plane', sdk('ThrottlingException', 400, 'Rate exceeded'), create, 'throttled', 'quota'],
  ['EC2 behind Lambda', sdk('EC2ThrottledException', 502), invoke, 'throttled', 'quota'],
  ['request limit', sdk('RequestLimitExceeded', 503), create, 'throttled', 'quota'],
  ['a nameless 429', sdk('Unknown', 429), invoke, 'throttled', 'quota'],

  ['Lambda failed', sdk('ServiceException', 500), invoke, 'unavailable', 'worker'],
  ['S3 failed', sdk('InternalError', 500), getObject, 'unavailable', 'worker'],
  ['a proxy answered with a page', sdk('SyntaxError', 502), invoke, 'unavailable', 'worker'],
  ['function still pending', sdk('ResourceNotReadyException', 502), invoke, 'unavailable', 'worker'],
  [
    'a fresh role',
    sdk('InvalidParameterValueException', 400, 'The role defined for the function cannot be assumed by Lambda.'),
    create,
    'unavailable',
    'worker',
  ],
  ['network of the function', sdk('ENINotReadyException', 502), invoke, 'unavailable', 'permission'],
  ['too many files', socket('EMFILE'), invoke, 'unavailable', 'quota'],

  ['reset', socket('ECONNRESET'), invoke, 'connectionLost', 'worker'],
  ['hang-up', socket('ECONNRESET', 'socket hang up'), invoke, 'connectionLost', 'worker'],
  ['hang-up without a code', socket(undefined, 'socket hang up'), invoke, 'connectionLost', 'worker'],
  ['cut in mid-stream', socket('ECONNRESET', 'aborted'), invoke, 'connectionLost', 'worker'],
  ['cut inside a frame', new Error('Truncated event message received.'), invoke, 'connectionLost', 'worker'],
  ['broken pipe', socket('EPIPE'), invoke, 'connectionLost', 'worker'],
  [
    'connect time-out',
    Object.assign(socket('ETIMEDOUT'), { name: 'TimeoutError' }),
    invoke,
    'connectionLost',
    'worker',
  ],
  ["the handler's own time-out", sdk('TimeoutError', undefined), invoke, 'connectionLost', 'worker'],
  ['S3 gave up reading', sdk('RequestTimeout', 400), getObject, 'connectionLost', 'worker'],
  ['no such host', socket('ENOTFOUND'), invoke, 'connectionLost', 'worker'],
  ['nobody listens', socket('ECONNREFUSED'), invoke, 'connectionLost', 'worker'],
  [
    'nobody listens on either address',
    Object.assign(new AggregateError([socket('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }),
    invoke,
    'connectionLost',
    'worker',
  ],
  ['wrapped', new Error('fetch failed', { cause: socket('ECONNRESET') }), getObject, 'connectionLost', 'worker'],

  ['expired', sdk('ExpiredTokenException', 403), invoke, 'credentialsExpired', 'credentials'],
  ['expired in S3', sdk('ExpiredToken', 400), getObject, 'credentialsExpired', 'credentials'],
  ['unknown key', sdk('UnrecognizedClientException', 403), invoke, 'credentialsExpired', 'credentials'],
  ['unknown key in S3', sdk('InvalidAccessKeyId', 403), getObject, 'credentialsExpired', 'credentials'],
  ['wrong secret', sdk('InvalidSignatureException', 403), invoke, 'credentialsExpired', 'credentials'],
  ['no credentials', sdk('CredentialsProviderError', undefined), invoke, 'credentialsExpired', 'credentials'],
  ['SSO session over', sdk('TokenProviderError', undefined), invoke, 'credentialsExpired', 'credentials'],
  ['wrong clock', sdk('RequestTimeTooSkewed', 403), getObject, 'credentialsExpired', 'credentials'],
  [
    'wrong clock in Lambda',
    sdk('InvalidSignatureException', 403, 'Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z'),
    invoke,
    'credentialsExpired',
    'credentials',
  ],

  ['denied', sdk('AccessDeniedException', 403), invoke, 'refused', 'permission'],
  ['denied without a body', sdk('Unknown', 403), getObject, 'refused', 'permission'],
  ['Region not enabled', sdk('OptInRequired', 403), invoke, 'refused', 'permission'],
  ['key of the function', sdk('KMSAccessDeniedException', 502), invoke, 'refused', 'permission'],
  ['subnet of the function', sdk('InvalidSubnetIDException', 502), invoke, 'refused', 'permission'],
  ['code storage full', sdk('CodeStorageExceededException', 400), create, 'refused', 'quota'],
  ['too many roles', sdk('LimitExceededException', 409), create, 'refused', 'quota'],
  ['payload too large', sdk('RequestTooLargeException', 413), invoke, 'refused', 'input'],
  ['a nameless 413', sdk('Unknown', 413), invoke, 'refused', 'input'],
  ['bad value', sdk('InvalidParameterValueException', 400), create, 'refused', 'protocol'],
  ['bucket elsewhere', sdk('PermanentRedirect', 301), getObject, 'refused', 'input'],

  ['no function', sdk('ResourceNotFoundException', 404), invoke, 'missing', 'input'],
  ['no object', sdk('NoSuchKey', 404), getObject, 'missing', 'input'],
  ['no object, without a body', sdk('NotFound', 404), getObject, 'missing', 'input'],
  ['no role', sdk('NoSuchEntityException', 404), create, 'missing', 'input'],

  ['exists or changes', sdk('ResourceConflictException', 409), create, 'conflict', 'worker'],
  ['object is there', sdk('PreconditionFailed', 412), getObject, 'conflict', 'worker'],
  ['two wrote at once', sdk('ConditionalRequestConflict', 409), getObject, 'unavailable', 'worker'],

  ['no such operation', sdk('UnknownOperationException', 404), invoke, 'streamingUnsupported', 'protocol'],
  [
    'no such operation in the Region',
    sdk('AccessDeniedException', 403, 'Unable to determine service/operation name to be authorized'),
    invoke,
    'streamingUnsupported',
    'protocol',
  ],
  [
    'said in words',
    sdk('InvalidRequestContentException', 400, 'Response streaming is not supported in this Region.'),
    invoke,
    'streamingUnsupported',
    'protocol',
  ],
  ['the same of another call', sdk('UnknownOperationException', 404), create, 'refused', 'protocol'],

  ['no error at all', 'oops', invoke, 'refused', 'worker'],
  ["a mistake of one's own", new TypeError('x is not a function'), invoke, 'refused', 'worker'],
]

describe('toServiceFault', () => {
  it.each(cases)('%s', (_what, error, call, nature, kind) => {
    const fault = toServiceFault(error, call)
    expect({ nature: fault.nature, kind: fault.kind }).toEqual({ nature, kind })
    expect(fault.cause).toBe(error)
  })

  it('keeps a fault that is one already', () => {
    const fault = toServiceFault(sdk('SlowDown', 503), getObject)
    expect(toServiceFault(fault, invoke)).toBe(fault)
  })

  it('does not blame AWS where there was nothing to sign a call with', () => {
    const { message } = toServiceFault(sdk('CredentialsProviderError', undefined, 'Could not find any.'), invoke)
    expect(message).toBe('There are no credentials to call AWS with (Could not find any.)')
  })

  it('names the policy statement that is missing', () => {
    const message =
      'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:wren-runtime-1024 because no identity-based policy allows the lambda:InvokeFunction action'
    expect(toServiceFault(sdk('AccessDeniedException', 403, message), invoke).nextStep).toBe(
      'Add this statement to a policy of arn:aws:iam::123456789012:user/ann: {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:123456789012:function:wren-runtime-1024"}',
    )
  })

  it('names the action that was tried where AWS does not', () => {
    expect(toServiceFault(sdk('AccessDenied', 403, 'Access Denied'), getObject).nextStep).toContain(
      '"Action":"s3:GetObject"',
    )
  })

  it('says what was tried, on what, and what AWS said', () => {
    expect(toServiceFault(sdk('TooManyRequestsException', 429, 'Rate Exceeded.'), invoke)).toMatchObject({
      message:
        'AWS throttles lambda:InvokeFunction on function wren-runtime-1024 (TooManyRequestsException: Rate Exceeded.)',
      code: 'TooManyRequestsException',
    })
  })

  it('leads from a missing function to deploying', () => {
    expect(toServiceFault(sdk('ResourceNotFoundException', 404), invoke).nextStep).toContain('wren deploy')
  })
})
