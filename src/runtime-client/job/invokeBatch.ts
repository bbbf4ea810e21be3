import type { WorkerEvent } from '#protocol/workerEvent'
import { ServiceFault } from '../errors.ts'
import type { Spool } from '../input/spool.ts'
import { buildBatchPayload } from './batchPayload.ts'
import { BatchReply } from './batchReply.ts'
import type { BatchTemplate, JobSite } from './dispatchTypes.ts'
import type { ItemTable } from './itemTable.ts'
import type { JobStore } from './jobStore.ts'
import { WorkerEventLines } from './workerEventLines.ts'

/** What an invocation works on. */
export interface BatchCall {
  readonly indexes: readonly number[]
  readonly delivery: 'streamed' | 'buffered'
  readonly site: JobSite
  readonly template: BatchTemplate
  readonly table: ItemTable
  readonly spool: Spool
  readonly store: JobStore
  readonly signal: AbortSignal
  /** Asked last before the call is sent: what was begun before a cancel must not start items after it. */
  readonly isStopped: () => boolean
  /** The service took the call; told at most once. */
  readonly onAccepted: () => void
  /** Called for the events that are to be acted on, one at a time; the reply waits for it, which is the back-pressure. */
  readonly onEvent: (event: WorkerEvent, reply: BatchReply, invocation: number) => void | Promise<void>
  /** Called when a piece of the reply has been acted on. */
  readonly onProgress: () => void
}

/** How an invocation went. `fault` is what the call failed with; null where the reply ended by itself. */
export interface EndedBatch {
  readonly reply: BatchReply
  /** Its number in the job's index; null where it was never sent. */
  readonly invocation: number | null
  readonly fault: ServiceFault | SyntaxError | null
  /** From the first word of the worker to the end; null where it never spoke. */
  readonly wallMs: number | null
}

/** Sends one batch and follows it to its end. Rejects only for what is no fault of the service, such as a full disk. */
export async function invokeBatch(call: BatchCall): Promise<EndedBatch> {
  const { indexes, delivery, site, template, table, spool, store, signal } = call
  const reply = new BatchReply(indexes)
  let invocation: number | null = null
  let beganAt: number | null = null
  let fault: EndedBatch['fault'] = null
  try {
    const payload = await buildBatchPayload(indexes, delivery, template, { spool, table, site })
    if (call.isStopped()) return { reply, invocation, fault, wallMs: null }
    const sent = { batchId: payload.batchId, firstItem: indexes[0] ?? 0, items: indexes.length, sentAt: Date.now() }
    const id = store.addInvocation(sent)
    invocation = id
    const lines = new WorkerEventLines()
    const request = { functionName: site.functionName, payload: payload.bytes, delivery }
    for await (const part of site.invoker.invoke(request, signal)) {
      if (part.kind === 'opened') {
        call.onAccepted()
        store.updateInvocation(id, { requestId: part.requestId })
      } else if (part.kind === 'chunk') {
        beganAt ??= Date.now()
        for (const event of lines.push(part.bytes)) {
          const acting = reply.accept(event) ? call.onEvent(event, reply, id) : undefined
          // Waiting for what is done already would cost as much as doing it.
          if (acting !== undefined) await acting
        }
        call.onProgress()
      } else reply.complete(part.functionError)
    }
  } catch (error) {
    if (!(error instanceof ServiceFault) && !(error instanceof SyntaxError)) throw error
    fault = error
  }
  const endedAt = Date.now()
  if (invocation !== null) {
    store.updateInvocation(invocation, { endedAt, ...(fault === null ? {} : { fault: fault.message }) })
  }
  return { reply, invocation, fault, wallMs: beganAt === null ? null : endedAt - beganAt }
}
