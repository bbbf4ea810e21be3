import type { Writable } from 'node:stream'
import type { BatchItem, RunBatchRequest } from '#protocol/invocation'
import { toRemoteError } from '#protocol/toRemoteError'
import { BatchReply } from './batchReply.ts'
import { BatchSupervisor } from './batchSupervisor.ts'
import type { ChildHost } from './childHost.ts'
import { ControlWatch } from './controlWatch.ts'
import { EventOutput } from './eventOutput.ts'
import { InvocationRecord } from './invocationRecord.ts'
import { ItemTracking } from './itemTracking.ts'
import { loadBundle } from './loadBundle.ts'
import { MemoryWatch } from './memoryWatch.ts'
import { readItems, readRequest } from './readRequest.ts'
import type { S3Objects } from './s3Objects.ts'
import { createStoreValue } from './storeValue.ts'

/** What an environment keeps from invocation to invocation. */
export interface WorkerEnvironment {
  readonly host: ChildHost
  readonly objects: S3Objects
  readonly functionMb: number
  readonly logStream: string
  /** Writes to the invocation's log. */
  readonly writeLog: (text: Buffer) => void
}

/** What Lambda says of the invocation that carries the batch; times in milliseconds. */
export interface Invocation {
  readonly requestId: string
  readonly isColdStart: boolean
  readonly remainingMs: () => number
}

/** Runs the batch of one invocation and writes its events to `stream`; resolves when the stream is closed. */
export async function runBatch(
  environment: WorkerEnvironment,
  invocation: Invocation,
  event: unknown,
  stream: Writable,
): Promise<void> {
  using output = new EventOutput(stream)
  const read = readRequest(event)
  const ids = read.kind === 'request' ? read.request : { jobId: '', batchId: '' }
  const record = new InvocationRecord(ids, environment.writeLog)
  const reply = new BatchReply(output, record, {
    requestId: invocation.requestId,
    logStream: environment.logStream,
    coldStart: invocation.isColdStart,
  })
  if (read.kind === 'mismatch') {
    reply.refuse({ reason: 'protocolMismatch', error: read.error })
    return await reply.end()
  }
  const { request } = read
  const { objects } = environment
  const found = await findItems(objects, request)
  if (found.kind === 'failed') {
    reply.refuse({ reason: 'bundleUnavailable', error: toRemoteError(found.error, 'worker') })
    return await reply.end()
  }
  const storeValue = createStoreValue(objects, request.bucket, request.jobId, request.batchId)
  using running = new BatchSupervisor({
    request,
    items: found.items,
    fetchBundle: () => loadBundle(objects, request.bucket, request.bundle),
    host: environment.host,
    reply,
    tracking: new ItemTracking(request, found.items, reply, record, storeValue),
    memory: new MemoryWatch(environment.functionMb),
    remainingMs: invocation.remainingMs,
  })
  output.onBroken = () => running.abandon()
  output.onBlockedChange = (isBlocked) => running.setReaderBehind(isBlocked)
  using _watch = new ControlWatch(
    request.control,
    () => objects.getOnce(request.bucket, request.control.key),
    (why) => running.stop(why),
  )
  await running.run()
  await reply.end()
}

type FoundItems =
  | { readonly kind: 'found'; readonly items: readonly BatchItem[] }
  | { readonly kind: 'failed'; readonly error: unknown }

async function findItems(objects: S3Objects, request: RunBatchRequest): Promise<FoundItems> {
  try {
    return { kind: 'found', items: await readItems(objects, request.bucket, request.items) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
