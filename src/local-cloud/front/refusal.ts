import { AwsError } from './awsError.ts'

/** Why a request goes no further than the front. */
export type RefusalReason = 'unsigned' | 'unknownKey' | 'mismatch' | 'skewed' | 'throttled' | 'failed'

type Family = 's3' | 'query' | 'json' | 'rest'

/** The error that a service answers with for such a reason; every family of services has its own words. */
export function refusal(reason: RefusalReason, service = 'lambda'): AwsError {
  const family = familyOf(service)
  switch (reason) {
    case 'unsigned':
      return family === 's3'
        ? new AwsError(403, 'AccessDenied', 'Access Denied')
        : new AwsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
    case 'unknownKey': {
      if (family === 's3') {
        return new AwsError(
          403,
          'InvalidAccessKeyId',
          'The AWS Access Key Id you provided does not exist in our records.',
        )
      }
      const code = family === 'query' ? 'InvalidClientTokenId' : 'UnrecognizedClientException'
      return new AwsError(statusOf(family), code, 'The security token included in the request is invalid.')
    }
    case 'mismatch':
      return new AwsError(
        statusOf(family),
        family === 's3' || family === 'query' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      )
    case 'skewed':
      return family === 's3'
        ? new AwsError(
            403,
            'RequestTimeTooSkewed',
            'The difference between the request time and the current time is too large.',
          )
        : new AwsError(
            statusOf(family),
            family === 'query' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
            'Signature expired: the request was signed too long ago or too far ahead.',
          )
    case 'throttled':
      return throttled(family)
    case 'failed':
      return failed(family)
  }
}

function familyOf(service: string): Family {
  switch (service) {
    case 's3':
      return 's3'
    case 'iam':
    case 'sts':
      return 'query'
    case 'logs':
      return 'json'
    default:
      return 'rest'
  }
}

// The JSON protocol of CloudWatch Logs answers every client error with 400, refused signatures among them.
function statusOf(family: Family): number {
  return family === 'json' ? 400 : 403
}

function throttled(family: Family): AwsError {
  switch (family) {
    case 's3':
      return new AwsError(503, 'SlowDown', 'Please reduce your request rate.')
    case 'query':
      return new AwsError(400, 'Throttling', 'Rate exceeded')
    case 'json':
      return new AwsError(400, 'ThrottlingException', 'Rate exceeded')
    case 'rest':
      return new AwsError(429, 'TooManyRequestsException', 'Rate Exceeded.', {
        Reason: 'CallerRateLimitExceeded',
        Type: 'User',
      })
  }
}

function failed(family: Family): AwsError {
  switch (family) {
    case 's3':
      return new AwsError(500, 'InternalError', 'We encountered an internal error. Please try again.')
    case 'query':
      return new AwsError(500, 'ServiceFailure', 'The request processing has failed because of an unknown error.')
    case 'json':
      return new AwsError(500, 'ServiceUnavailableException', 'The service cannot complete the request.')
    case 'rest':
      return new AwsError(500, 'ServiceException', 'An error occurred and the request cannot be processed.', {
        Type: 'Service',
      })
  }
}
