import type { RemoteError } from '#protocol/remoteError'
import type { BatchRefused, WorkerEvent } from '#protocol/workerEvent'
import type { Spool } from '../input/spool.ts'
import { ServiceFault, WrenError } from '../errors.ts'
import type { FunctionError } from '../ports.ts'
import { BatchReply } from './batchReply.ts'
import { buildBatchPayload, inlineItemsBytes, itemOverheadBytes } from './batchPayload.ts'
import type { ConcurrencyLimit } from './concurrencyLimit.ts'
import type { BatchTemplate, DispatchEnd, JobSite } from './dispatchTypes.ts'
import type { ItemTable } from './itemTable.ts'
import type { JobCollector } from './jobCollector.ts'
import type { JobStore } from './jobStore.ts'
import { PendingItems } from './pendingItems.ts'
import { planBatchSize } from './planBatches.ts'
import { ServiceHealth } from './serviceHealth.ts'
import { settleBatch } from './settleBatch.ts'
import { WakeUp } from './wakeUp.ts'
import { WorkerEventLines } from './workerEventLines.ts'

/** All that a dispatcher works on. */
export interface DispatchInput {
  readonly table: ItemTable
  readonly spool: Spool
  readonly store: JobStore
  readonly collector: JobCollector
  readonly limit: ConcurrencyLimit
  readonly template: BatchTemplate
  readonly batchSize: number | null
  readonly site: JobSite
  /** Connects anew and deploys what is missing; called when the service lost the function or is not there any more. */
  readonly reopenSite: () => Promise<JobSite>
  /** Called after anything that a viewer could see has changed. */
  readonly onChange: () => void
}

/** Numbers of invocations, for viewers. */
export interface InvocationCounts {
  readonly running: number
  readonly ended: number
  readonly faulted: number
}

/** An item that lost its environment this often without ever being the only one in it is given up. */
const mostLosses = 24

/**
 * Sends out the waiting items in batches until each has its outcome, and is the only part that tries anything again.
 * It never rejects for what a service does: that becomes a pause, another try, or the end it resolves to.
 */
export class JobDispatcher {
  readonly #input: DispatchInput
  #pending = new PendingItems(0, 0, () => false)
  readonly #wakeUp = new WakeUp()
  readonly #abort = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #health = new ServiceHealth()
  #site: JobSite
  #reopening: Promise<void> | null = null
  #delivery: 'streamed' | 'buffered' = 'streamed'
  #accepted = 0
  #ended = 0
  #faulted = 0
  #msPerItem: number | null = null
  #largestEnded = 0
  #end: DispatchEnd | null = null
  #crash: { readonly error: unknown } | null = null

  constructor(input: DispatchInput) {
    this.#input = input
    this.#site = input.site
  }

  get invocations(): InvocationCounts {
    return { running: this.#running.size, ended: this.#ended, faulted: this.#faulted }
  }

  /** Runs the job to its end. Rejects only for a fault of this machine, such as a full disk. */
  async run(): Promise<DispatchEnd> {
    // Only now, for what earlier runs recorded is restored after the dispatcher was made.
    const { table } = this.#input
    this.#pending = new PendingItems(table.total, table.unrecorded, (index) => !table.isRecorded(index))
    while (this.#end === null && this.#crash === null) {
      this.#sendBatches()
      if (this.#running.size === 0 && this.#pending.size === 0) return { kind: 'finished' }
      await this.#wakeUp.wait(this.#waitMs())
    }
    // What runs is let run to its end: a cancelled job's workers say what they finished. `closeConnections` cuts it short.
    while (this.#running.size > 0 && this.#crash === null) await this.#wakeUp.wait(null)
    if (this.#crash !== null) throw this.#crash.error
    if (this.#end === null) return { kind: 'finished' }
    return this.#end
  }

  /** Starts no more. What runs goes on until it ends or `closeConnections` is called. */
  stop(end: Exclude<DispatchEnd, { kind: 'finished' }>): void {
    this.#end ??= end
    this.#wakeUp.signal()
  }

  /** Ends the connections of what still runs; the items in it stay without an outcome. */
  closeConnections(): void {
    this.#abort.abort()
  }

  setConcurrency(concurrency: number): void {
    this.#input.limit.setWanted(concurrency)
    this.#wakeUp.signal()
  }

  #waitMs(): number | null {
    const pausedMs = this.#input.limit.pausedUntil - Date.now()
    return this.#pending.size > 0 && pausedMs > 0 ? pausedMs : null
  }

  #sendBatches(): void {
    const { limit } = this.#input
    while (
      this.#pending.size > 0 &&
      this.#running.size < limit.current &&
      this.#reopening === null &&
      Date.now() >= limit.pausedUntil
    ) {
      this.#site.invoker.setConcurrency(limit.current)
      const batch = this.#runBatch(this.#nextBatch())
        .catch((error: unknown) => {
          this.#crash ??= { error }
          this.closeConnections()
        })
        .finally(() => {
          this.#running.delete(batch)
          this.#wakeUp.signal()
          this.#input.onChange()
        })
      this.#running.add(batch)
    }
  }

  #nextBatch(): readonly number[] {
    const group = this.#pending.takeGroup()
    if (group !== null) return group
    const size = planBatchSize({
      pending: this.#pending.size,
      concurrency: this.#input.limit.current,
      msPerItem: this.#msPerItem,
      largestEnded: this.#largestEnded,
      fixedSize: this.#input.batchSize,
    })
    let bytes = 0
    return this.#pending.take(size, (index) => {
      bytes += this.#input.spool.byteLength(index) + itemOverheadBytes
      return bytes <= inlineItemsBytes
    })
  }

  async #runBatch(indexes: readonly number[]): Promise<void> {
    const { template, store, table, spool } = this.#input
    const site = this.#site
    const delivery = this.#delivery
    const reply = new BatchReply(indexes)
    let invocation: number | null = null
    let accepted = false
    let beganAt: number | null = null
    let fault: ServiceFault | SyntaxError | null = null
    try {
      const payload = await buildBatchPayload(indexes, delivery, template, { spool, table, site })
      const id = store.addInvocation({
        batchId: payload.batchId,
        firstItem: indexes[0] ?? 0,
        items: indexes.length,
        sentAt: Date.now(),
      })
      invocation = id
      const lines = new WorkerEventLines()
      const call = { functionName: site.functionName, payload: payload.bytes, delivery }
      for await (const part of site.invoker.invoke(call, this.#abort.signal)) {
        if (part.kind === 'opened') {
          accepted = true
          this.#accepted++
          store.updateInvocation(id, { requestId: part.requestId })
        } else if (part.kind === 'chunk') {
          beganAt ??= Date.now()
          for (const event of lines.push(part.bytes)) if (reply.accept(event)) await this.#take(event, reply, id)
          this.#input.onChange()
        } else reply.complete(part.functionError)
      }
    } catch (error) {
      if (!(error instanceof ServiceFault) && !(error instanceof SyntaxError)) throw error
      fault = error
    }
    if (accepted) this.#accepted--
    this.#ended++
    this.#settle(reply, indexes, invocation, fault)
    if (fault === null && beganAt !== null) this.#learn(Date.now() - beganAt, indexes.length - reply.open.length)
    if (invocation !== null)
      store.updateInvocation(invocation, { endedAt: Date.now(), ...(fault === null ? {} : { fault: fault.message }) })
  }

  async #take(event: WorkerEvent, reply: BatchReply, invocation: number): Promise<void> {
    const { collector, store } = this.#input
    switch (event.kind) {
      case 'batchStarted':
        store.updateInvocation(invocation, {
          logStream: event.logStream,
          coldStart: event.coldStart,
          beganAt: event.at,
        })
        return
      case 'batchRefused':
        return this.#refused(event, reply, invocation)
      case 'started':
        return collector.started(event.index, event.attempt)
      case 'log':
        return collector.log(event, invocation)
      case 'logDropped':
        return collector.logDropped(event, invocation)
      case 'finished':
        this.#health.isWell()
        // A worker that was told to stop by a lease that ran out, and not by the user, leaves its items to others.
        if (event.outcome === 'cancelled' && this.#end?.kind !== 'cancelled') return this.#giveBack([event.index])
        if ((await collector.finished(event, invocation)) === 'again') this.#giveBack([event.index])
        return
      case 'handedBack':
        return this.#takeBack(
          event.indexes.filter((index) => reply.handBack(index)),
          event.reason,
        )
      case 'heartbeat':
        return this.#health.isWell()
      case 'batchEnded':
        return
      default:
        return event satisfies never
    }
  }

  #takeBack(indexes: readonly number[], reason: Extract<WorkerEvent, { kind: 'handedBack' }>['reason']): void {
    if (reason === 'lostWithSibling') for (const index of indexes) this.#lose([index])
    else this.#giveBack(indexes)
  }

  #giveBack(indexes: readonly number[]): void {
    for (const index of indexes) this.#input.table.requeue(index)
    this.#pending.giveBack(indexes.toReversed())
  }

  /** Items that lost their environment to somebody, perhaps to themselves, are looked at apart from others. */
  #lose(group: readonly number[]): void {
    const { table, collector } = this.#input
    for (const index of group) {
      table.requeue(index)
      table.countLoss(index)
    }
    const [lost, kept] = [
      group.filter((index) => table.losses(index) >= mostLosses),
      group.filter((index) => table.losses(index) < mostLosses),
    ]
    for (const index of lost) collector.close(index, 'crashed', givenUp)
    this.#pending.giveBackAsBatch(kept)
  }

  #refused(event: BatchRefused, reply: BatchReply, invocation: number): void {
    const { collector, table } = this.#input
    const hasRun = table.unrecorded < table.total
    if (event.reason === 'protocolMismatch') {
      const nextStep = 'Run `wren deploy` so that the runtime and this Wren are of one version.'
      return this.stop({ kind: 'failed', reason: { kind: 'protocol', message: event.error.message, nextStep } })
    }
    if (event.reason === 'bundleUnavailable')
      return this.#fault(new ServiceFault('unavailable', 'worker', event.reason, event.error.message))
    if (!hasRun) {
      const message = `${event.error.name}: ${event.error.message}`
      const kind = event.reason === 'missingExport' ? 'input' : 'userCode'
      return this.stop({ kind: 'failed', reason: { kind, message } })
    }
    // It loaded elsewhere: these items failed, like any that throws.
    for (const index of reply.open) {
      reply.handBack(index)
      if (collector.died(index, 'crashed', event.error, invocation) === 'again') this.#giveBack([index])
    }
  }

  #settle(reply: BatchReply, indexes: readonly number[], invocation: number | null, fault: Error | null): void {
    const verdict = fault === null ? reply.verdict() : ({ kind: 'torn', why: fault.message } as const)
    const { again, apart, culprit } = settleBatch(verdict, indexes.length, reply.open)
    this.#giveBack(again)
    for (const group of apart) this.#lose(group)
    if (culprit !== null && verdict.kind === 'environmentLost' && invocation !== null) {
      const outcome = verdict.functionError.type === 'Sandbox.Timedout' ? 'timedOut' : 'crashed'
      const end = this.#input.collector.died(culprit, outcome, environmentLost(verdict.functionError), invocation)
      if (end === 'again') {
        this.#input.table.requeue(culprit)
        this.#pending.giveBackAsBatch([culprit])
      }
    }
    if (verdict.kind === 'whole' || culprit !== null || apart.length > 0) {
      this.#health.isWell()
      this.#input.limit.succeeded()
    } else {
      const { kind } = verdict
      const message = kind === 'torn' ? verdict.why : `${verdict.functionError.type}: ${verdict.functionError.message}`
      this.#fault(fault ?? new ServiceFault('connectionLost', 'worker', kind, message))
    }
  }

  #fault(fault: Error): void {
    if (this.#abort.signal.aborted) return
    this.#faulted++
    const { limit, collector } = this.#input
    const now = Date.now()
    if (!(fault instanceof ServiceFault)) return limit.faulted(now)
    switch (fault.nature) {
      case 'throttled':
        limit.throttled(now, this.#accepted)
        break
      case 'streamingUnsupported':
        this.#delivery = 'buffered'
        collector.note('This Region has no response streaming: results come at the end of each batch.')
        return
      case 'refused':
        return this.stop({ kind: 'failed', reason: reasonOf(fault) })
      case 'credentialsExpired':
        collector.note(`Waiting for new credentials: ${fault.message} ${fault.nextStep ?? ''}`.trim())
        limit.faulted(now)
        break
      case 'missing':
      case 'connectionLost':
      case 'unavailable':
      case 'conflict':
        limit.faulted(now)
        break
      default:
        fault.nature satisfies never
    }
    const isIll = this.#health.faulted(now)
    if (this.#health.isAwayTooLong(now)) {
      return this.stop({
        kind: 'failed',
        reason: {
          ...reasonOf(fault),
          message: `The service stayed away for ${this.#health.patienceMinutes} minutes: ${fault.message}`,
        },
      })
    }
    if (fault.nature === 'missing' || isIll) this.#reopen()
  }

  /** Connects anew, one at a time; until it is done nothing is sent. */
  #reopen(): void {
    this.#reopening ??= this.#input
      .reopenSite()
      .then(
        (site) => {
          this.#site = site
        },
        (error: unknown) => {
          if (error instanceof ServiceFault && error.nature !== 'refused') return
          if (error instanceof WrenError) return this.stop({ kind: 'failed', reason: reasonOf(error) })
          this.#crash ??= { error }
        },
      )
      .finally(() => {
        this.#reopening = null
        this.#wakeUp.signal()
      })
  }

  #learn(wallMs: number, items: number): void {
    if (items === 0) return
    const msPerItem = wallMs / items
    // The newest batch weighs as much as all before it: items of one kind often lie together.
    this.#msPerItem = this.#msPerItem === null ? msPerItem : (this.#msPerItem + msPerItem) / 2
    this.#largestEnded = Math.max(this.#largestEnded, items)
  }
}

const givenUp: RemoteError = {
  name: 'EnvironmentLost',
  message: `The environment was lost ${mostLosses} times while this item waited or ran in it.`,
  kind: 'worker',
}

const environmentLost = (error: FunctionError): RemoteError => ({
  name: 'EnvironmentLost',
  message: `The environment died while this item ran alone in it. ${error.type}: ${error.message}`,
  kind: 'userCode',
})

const reasonOf = (error: WrenError): { kind: WrenError['kind']; message: string; nextStep?: string } => ({
  kind: error.kind,
  message: error.message,
  ...(error.nextStep === undefined ? {} : { nextStep: error.nextStep }),
})
