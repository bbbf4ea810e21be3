import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Fault } from '../faults/faultPlan.ts'
import { AwsError } from '../front/awsError.ts'
import type { ServiceReply, ServiceRequest } from '../front/serviceRequest.ts'
import { createBufferedReply, type BufferedAnswer } from './bufferedReply.ts'
import type { Environments } from './environments.ts'
import type { EventInvocations } from './eventInvocations.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import type { FunctionReference } from './functionName.ts'
import type { FunctionStore } from './functionStore.ts'
import type { Invocation } from './invocation.ts'
import { createStreamingReply } from './streamingReply.ts'

/** What invoking needs. */
export interface InvokeParts {
  readonly store: FunctionStore
  readonly environments: Environments
  readonly events: EventInvocations
  readonly maximumRetriesOf: (functionName: string) => number
}

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const payloadLimitBytes = 6_291_456
const eventLimitBytes = 1024 * 1024
const parsedBytes = 64 * 1024

/** `Invoke`: waits for the answer, or with the type `Event` only takes the invocation on. */
export async function invoke(
  parts: InvokeParts,
  request: ServiceRequest,
  reference: FunctionReference,
): Promise<ServiceReply> {
  const type = header(request, 'x-amz-invocation-type') ?? 'RequestResponse'
  const configuration = findInvocable(parts.store, reference)
  checkPayload(request, type === 'Event' ? eventLimitBytes : payloadLimitBytes)
  const common = commonOf(request, configuration)
  switch (type) {
    case 'DryRun':
      return { status: 204 }
    case 'Event':
      parts.events.accept(reference, common, parts.maximumRetriesOf(reference.name))
      return { status: 202, headers: { 'x-amz-executed-version': configuration.Version } }
    case 'RequestResponse': {
      await nextTurn()
      const { end, body } = await new Promise<BufferedAnswer>((resolve) => {
        start(parts, configuration, { ...common, reply: createBufferedReply(resolve) })
      })
      return {
        status: 200,
        headers: {
          'content-type': 'application/json',
          'x-amz-executed-version': configuration.Version,
          ...(end.error === null ? {} : { 'x-amz-function-error': 'Unhandled' }),
          ...(common.wantsLogTail ? { 'x-amz-log-result': end.logTail.toString('base64') } : {}),
        },
        body,
      }
    }
    default:
      throw new AwsError(400, 'InvalidParameterValueException', `Unsupported invocation type: ${type}`)
  }
}

/** `InvokeWithResponseStream`: sends the answer on `response` as it comes; for a dry run it returns the reply. */
export async function invokeWithResponseStream(
  parts: InvokeParts,
  request: ServiceRequest,
  reference: FunctionReference,
  response: ServerResponse,
  fault: Fault | null,
): Promise<ServiceReply | null> {
  const configuration = findInvocable(parts.store, reference)
  checkPayload(request, payloadLimitBytes)
  if (header(request, 'x-amz-invocation-type') === 'DryRun') return { status: 204 }
  await nextTurn()
  response.setHeader('x-amzn-requestid', request.requestId)
  const reply = createStreamingReply(response, configuration.Version, fault)
  start(parts, configuration, { ...commonOf(request, configuration), reply })
  return null
}

// Called a turn of the event loop after the request came in: by then it is known which environments have died before.
function start(parts: InvokeParts, configuration: FunctionConfiguration, invocation: Invocation): void {
  const { reservedConcurrency } = parts.store.get(configuration.FunctionName)
  parts.environments.invoke(configuration, reservedConcurrency, invocation)
}

function findInvocable(store: FunctionStore, reference: FunctionReference): FunctionConfiguration {
  const configuration = store.resolve(reference)
  if (configuration.State === 'Pending') {
    throw new AwsError(
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      { Type: 'User' },
    )
  }
  return configuration
}

function checkPayload({ body }: ServiceRequest, limitBytes: number): void {
  if (body.length > limitBytes) {
    throw new AwsError(
      413,
      'RequestTooLargeException',
      `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
      { Type: 'User' },
    )
  }
  // A larger one is left to the function's runtime: to parse it twice would cost more than a better error is worth.
  if (body.length === 0 || body.length > parsedBytes) return
  try {
    JSON.parse(body.toString('utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new AwsError(400, 'InvalidRequestContentException', `Could not parse request body into json: ${reason}`, {
      Type: 'User',
    })
  }
}

function commonOf(request: ServiceRequest, configuration: FunctionConfiguration): Omit<Invocation, 'reply'> {
  const clientContext = header(request, 'x-amz-client-context')
  return {
    requestId: request.requestId,
    payload: request.body.length === 0 ? Buffer.from('{}') : request.body,
    invokedArn: configuration.FunctionArn,
    clientContext: clientContext === undefined ? null : Buffer.from(clientContext, 'base64').toString('utf8'),
    wantsLogTail: header(request, 'x-amz-log-type') === 'Tail',
  }
}

function header(request: ServiceRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
