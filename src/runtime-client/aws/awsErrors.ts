import { ServiceFault } from '../errors.ts'
import type { ServiceFaultNature } from '../errors.ts'
import { denied } from './errorRules.ts'
import type { ErrorRule } from './errorRules.ts'
import { ruleForMessage, ruleForStatus } from './ruleForReply.ts'
import { rulesByCode } from './rulesByCode.ts'

/** The call that failed, by its IAM action such as `lambda:InvokeFunction`, and what it was about, for the message. */
export interface AwsCall {
  readonly action: string
  readonly target: string
  readonly isStreaming?: boolean
  /** Asked of the local cloud, to which AWS's quotas and outages do not apply. */
  readonly isLocal?: boolean
}

/** The only translation from an error of the SDK, or of the socket under it, to a ServiceFault. */
export function toServiceFault(error: unknown, call: AwsCall): ServiceFault {
  if (error instanceof ServiceFault) return error
  const { code, status, message } = readError(error)
  const rule = findRule(code, status, message, call)
  const nextStep = nextStepFor(rule, message, call)
  return new ServiceFault(rule.nature, rule.kind, code, describe(rule, code, message, call), {
    cause: error,
    ...(nextStep === undefined ? {} : { nextStep }),
  })
}

/** The fault of a reply that stopped coming. */
export function silent(target: string): ServiceFault {
  return new ServiceFault('connectionLost', 'worker', 'Silence', `Nothing more came from ${target}`, {
    nextStep: 'Check the network connection.',
  })
}

/** The fault of a call that its caller gave up. */
export function aborted(target: string): ServiceFault {
  return new ServiceFault('connectionLost', 'cancelled', 'Aborted', `The call of ${target} was aborted`)
}

/** Resolves to null where what was asked for does not exist. */
export const nullIfMissing = <T>(operation: Promise<T>): Promise<T | null> => nullIf('missing', operation)

/** Resolves to null where something of that name exists already. */
export const nullIfConflict = <T>(operation: Promise<T>): Promise<T | null> => nullIf('conflict', operation)

async function nullIf<T>(nature: ServiceFaultNature, operation: Promise<T>): Promise<T | null> {
  try {
    return await operation
  } catch (error) {
    if (error instanceof ServiceFault && error.nature === nature) return null
    throw error
  }
}

interface ErrorFacts {
  readonly code: string
  readonly status: number | undefined
  readonly message: string
}

function readError(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { code: 'Unknown', status: undefined, message: String(error) }
  const socketCode = stringField(error, 'code') ?? stringField(error.cause, 'code')
  const isGenericName = ['Error', 'TypeError', 'AggregateError', 'UnknownError', 'Unknown', ''].includes(error.name)
  const code = socketCode !== undefined && (isGenericName || rulesByCode.has(socketCode)) ? socketCode : error.name
  return { code, status: httpStatus(error), message: messageOf(error) }
}

/** Node reports several refused addresses as an AggregateError without a message of its own. */
function messageOf(error: Error): string {
  if (error.message !== '') return error.message
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  return error.name
}

function httpStatus(error: Error): number | undefined {
  const fromMetadata = numberField(objectField(error, '$metadata'), 'httpStatusCode')
  return fromMetadata ?? numberField(objectField(error, '$response'), 'statusCode')
}

function findRule(code: string, status: number | undefined, message: string, call: AwsCall): ErrorRule {
  const byMessage = ruleForMessage(code, message, call.isStreaming === true)
  if (byMessage !== undefined) return byMessage
  const byCode = rulesByCode.get(code)
  if (byCode !== undefined) return byCode
  return status === undefined ? { nature: 'refused', kind: 'worker' } : ruleForStatus(status)
}

/** The SDK's own: it found nothing to sign a call with, and AWS was not asked at all. */
const noCredentials: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError'])

function describe(rule: ErrorRule, code: string, message: string, call: AwsCall): string {
  if (noCredentials.has(code)) return `There are no credentials to call AWS with (${message})`
  const service = call.isLocal === true ? 'The local cloud' : 'AWS'
  return `${sentences[rule.nature](service, call)} (${code}: ${message})`
}

const sentences: Readonly<Record<ServiceFaultNature, (service: string, call: AwsCall) => string>> = {
  throttled: (service, { action, target }) => `${service} throttles ${action} on ${target}`,
  unavailable: (service, { action, target }) => `${service} could not serve ${action} on ${target} just now`,
  connectionLost: (_, { action, target }) => `The connection for ${action} on ${target} was lost`,
  credentialsExpired: (_, { action, target }) => `The credentials are not accepted for ${action} on ${target}`,
  streamingUnsupported: (service, { target }) => `${service} does not stream the replies of ${target} here`,
  missing: (_, { target }) => `${target} does not exist`,
  conflict: (_, { target }) => `${target} exists already or is being changed`,
  refused: (service, { action, target }) => `${service} refuses ${action} on ${target}`,
}

// "User: arn:… is not authorized to perform: s3:PutObject on resource: arn:… because no identity-based policy allows …"
const deniedMessage = /User:? (\S+) is not authorized to perform:? (\S+)(?: on resource:? "?([^\s"]+)"?)?/

function nextStepFor(rule: ErrorRule, message: string, call: AwsCall): string | undefined {
  if (rule.kind === 'permission' && rule.nature === 'refused') {
    const [, user, action, resource] = deniedMessage.exec(message) ?? []
    const statement = JSON.stringify({ Effect: 'Allow', Action: action ?? call.action, Resource: resource ?? '*' })
    if (action !== undefined || rule === denied) {
      return `Add this statement to a policy of ${user ?? 'the identity that the profile uses'}: ${statement}`
    }
  }
  if (rule.nature === 'missing' && call.action.startsWith('lambda:')) {
    return 'Deploy the runtime with `wren deploy`.'
  }
  // What remains is advice about AWS, the network and its credentials.
  return call.isLocal === true ? undefined : rule.nextStep
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function stringField(value: unknown, name: string): string | undefined {
  const found = field(value, name)
  return typeof found === 'string' ? found : undefined
}

function numberField(value: unknown, name: string): number | undefined {
  const found = field(value, name)
  return typeof found === 'number' ? found : undefined
}

function objectField(value: unknown, name: string): object | undefined {
  const found = field(value, name)
  return typeof found === 'object' && found !== null ? found : undefined
}
