import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { InvokeWithResponseStreamCompleteEvent } from '@aws-sdk/client-lambda'
import { NodeHttpHandler } from '@smithy/node-http-handler'

import type { BatchInvoker, InvokeCall, InvokePart } from '../ports.ts'
import { clientSettings, faultOf } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'
import { aborted, silent } from './awsErrors.ts'
import type { AwsCall } from './awsErrors.ts'
import { readFunctionError } from './functionError.ts'
import { useLeanMiddleware } from './leanMiddleware.ts'
import { SilenceWatch } from './silenceWatch.ts'

/** How long a call may be silent, in milliseconds, before its connection is taken for dead. */
export interface SilenceLimits {
  /** A streamed call before its first byte: a cold start and the worker's first event lie in there. */
  readonly openingMs: number
  /** A streamed call afterwards; the worker sends a heartbeat every 15 s. */
  readonly streamingMs: number
  /** A buffered call, which says nothing until the function is through: Lambda's longest run and then some. */
  readonly bufferedMs: number
}

const defaultSilenceLimits: SilenceLimits = { openingMs: 120_000, streamingMs: 60_000, bufferedMs: 930_000 }

/** Invokes Lambda functions, each call exactly one request: the SDK's own retries would run items again unseen. */
export class LambdaInvoker implements BatchInvoker, Disposable {
  readonly #access: AwsAccess
  readonly #client: LambdaClient
  readonly #agents: readonly [HttpAgent, HttpsAgent]
  readonly #limits: SilenceLimits

  constructor(access: AwsAccess, limits: SilenceLimits = defaultSilenceLimits) {
    this.#access = access
    this.#limits = limits
    // Never a queue in the agent: the dispatcher alone decides how many calls are under way.
    const pool = { keepAlive: true, keepAliveMsecs: 15_000, maxSockets: Infinity }
    this.#agents = [new HttpAgent(pool), new HttpsAgent(pool)]
    this.#client = new LambdaClient({
      ...clientSettings(access),
      maxAttempts: 1,
      // No time limits here: those of the handler would cut a batch that runs for 15 minutes.
      requestHandler: new NodeHttpHandler({
        httpAgent: this.#agents[0],
        httpsAgent: this.#agents[1],
        connectionTimeout: 10_000,
        socketTimeout: 0,
      }),
    })
    useLeanMiddleware(this.#client)
  }

  async *invoke(call: InvokeCall, signal: AbortSignal): AsyncIterable<InvokePart> {
    const awsCall: AwsCall = {
      action: 'lambda:InvokeFunction',
      target: `function ${call.functionName}`,
      isStreaming: call.delivery === 'streamed',
    }
    const connection = new AbortController()
    const watch = new SilenceWatch(connection)
    const close = (): void => connection.abort()
    if (signal.aborted) close()
    signal.addEventListener('abort', close, { once: true })
    let isWhole = false
    try {
      if (call.delivery === 'streamed') yield* this.#streamed(call, connection.signal, watch)
      else yield* this.#buffered(call, connection.signal, watch)
      isWhole = true
    } catch (error) {
      if (signal.aborted) throw aborted(awsCall.target)
      if (watch.isOver) throw silent(awsCall.target)
      throw faultOf(this.#access, error, awsCall)
    } finally {
      watch.stop()
      signal.removeEventListener('abort', close)
      // Frees the socket where the reply was not read to its end, also when the caller stopped reading.
      if (!isWhole) close()
    }
  }

  setConcurrency(concurrency: number): void {
    for (const agent of this.#agents) agent.maxFreeSockets = concurrency
  }

  [Symbol.dispose](): void {
    this.#client.destroy()
    for (const agent of this.#agents) agent.destroy()
  }

  async *#streamed(call: InvokeCall, signal: AbortSignal, watch: SilenceWatch): AsyncIterable<InvokePart> {
    watch.start(this.#limits.openingMs)
    const command = new InvokeWithResponseStreamCommand({ FunctionName: call.functionName, Payload: call.payload })
    const { $metadata: metadata, EventStream: events } = await this.#client.send(command, { abortSignal: signal })
    watch.pause()
    yield { kind: 'opened', requestId: metadata.requestId ?? '' }
    watch.start(this.#limits.streamingMs)
    let completed: InvokePart | undefined
    try {
      for await (const event of events ?? []) {
        const bytes = event.PayloadChunk?.Payload
        watch.pause()
        if (bytes !== undefined) yield { kind: 'chunk', bytes }
        else if (event.InvokeComplete !== undefined) completed = completedPart(event.InvokeComplete)
        watch.start(this.#limits.streamingMs)
      }
    } catch (error) {
      // Once the service said that the invocation is over, it is, however the connection ended.
      if (completed === undefined) throw error
    }
    if (completed !== undefined) yield completed
  }

  async *#buffered(call: InvokeCall, signal: AbortSignal, watch: SilenceWatch): AsyncIterable<InvokePart> {
    watch.start(this.#limits.bufferedMs)
    const command = new InvokeCommand({ FunctionName: call.functionName, Payload: call.payload })
    const reply = await this.#client.send(command, { abortSignal: signal })
    yield { kind: 'opened', requestId: reply.$metadata.requestId ?? '' }
    const bytes = reply.Payload ?? new Uint8Array()
    if (reply.FunctionError === undefined) {
      yield { kind: 'chunk', bytes }
      yield { kind: 'completed' }
    } else {
      const details = new TextDecoder().decode(bytes)
      yield { kind: 'completed', functionError: readFunctionError(reply.FunctionError, details) }
    }
  }
}

function completedPart(event: InvokeWithResponseStreamCompleteEvent): InvokePart {
  const { ErrorCode: code, ErrorDetails: details } = event
  if (code === undefined || code === '') return { kind: 'completed' }
  return { kind: 'completed', functionError: readFunctionError(code, details ?? '') }
}
