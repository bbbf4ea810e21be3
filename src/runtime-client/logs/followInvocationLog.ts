import { setTimeout as delay } from 'node:timers/promises'
import type { RemoteError } from '#protocol/remoteError'
import { ServiceFault, WrenError } from '../errors.ts'
import type { InvocationSummary } from '../job/jobReader.ts'
import type { InvocationLogReader } from '../ports.ts'
import type { InvocationLogEntry } from './invocationLogEntry.ts'
import { InvocationLogParser } from './invocationLogParser.ts'

/** CloudWatch shows what was written after some seconds; an invocation that ended longer ago has no more to say. */
const latenessMs = 15_000
/** Clocks differ, and an environment starts before the invocation that it is started for. */
const earlierMs = 60_000

/** What following a log needs of the job and of the place that it runs in. */
export interface InvocationLogSource {
  readonly reader: InvocationLogReader
  readonly logGroup: string
  /** CloudWatch's reading API allows about ten calls a second for the whole account. */
  readonly pollMs: number
  /** The invocation as it is now; null where there is none. */
  readonly invocation: () => InvocationSummary | null
  /** Whether the job's runner is at work. */
  readonly isLiving: () => boolean
  readonly mapError: (error: RemoteError) => RemoteError
}

/**
 * The log of one invocation from its first line on, then what comes, until it has ended. Yields what each look at
 * CloudWatch brought; aborting ends it. Throws a WrenError, of kind `input` where there is no such log any more.
 */
export async function* followInvocationLog(
  source: InvocationLogSource,
  signal: AbortSignal,
): AsyncGenerator<readonly InvocationLogEntry[]> {
  let parser: InvocationLogParser | null = null
  let nextToken: string | undefined
  for (let hasRead = false; !signal.aborted; await pause(source.pollMs, signal)) {
    const invocation = source.invocation()
    if (invocation === null) throw noLog('There is no such invocation.')
    const isLast = isSettled(invocation, source.isLiving())
    const stream = await findStream(source, invocation)
    if (stream !== null && invocation.requestId !== null) {
      parser ??= new InvocationLogParser(invocation.requestId, source.mapError)
      const read = await readStream(source, stream, nextToken, invocation.sentAt - earlierMs)
      if (read !== null) {
        nextToken = read.nextToken
        hasRead = true
        const entries = parser.take(read.lines)
        if (entries.length > 0) yield entries
      }
      if (parser.isOver) return
    }
    if (!isLast) continue
    if (!hasRead) throw noLog('There is no log of this invocation.')
    return
  }
}

/** Whether nothing can come that is not there yet. */
function isSettled({ endedAt }: InvocationSummary, isLiving: boolean): boolean {
  if (endedAt === null) return !isLiving
  return Date.now() - endedAt > latenessMs
}

/** An environment that died before it could tell its stream is found by Lambda's own lines. */
async function findStream(
  { reader, logGroup }: InvocationLogSource,
  { requestId, logStream, sentAt, endedAt }: InvocationSummary,
): Promise<string | null> {
  if (logStream !== null) return logStream
  if (requestId === null || endedAt === null) return null
  return await orNull(reader.findStream(logGroup, `RequestId: ${requestId}`, sentAt - earlierMs))
}

async function readStream(
  { reader, logGroup }: InvocationLogSource,
  stream: string,
  nextToken: string | undefined,
  from: number,
): Promise<Awaited<ReturnType<InvocationLogReader['read']>> | null> {
  return await orNull(reader.read(logGroup, stream, nextToken, from))
}

/** Null where CloudWatch has no such group or stream: not yet, or no longer. */
async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ServiceFault && error.nature === 'missing') return null
    throw error
  }
}

const noLog = (message: string): WrenError =>
  new WrenError('input', message, {
    nextStep: 'CloudWatch keeps logs for 14 days, and none of invocations that never reached an environment.',
  })

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
