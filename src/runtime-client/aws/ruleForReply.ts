import {
  throttled,
  unavailable,
  connectionLost,
  credentials,
  clockSkew,
  denied,
  missing,
  conflict,
  badRequest,
  tooLarge,
  streamingUnsupported,
} from './errorRules.ts'
import type { ErrorRule } from './errorRules.ts'

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
