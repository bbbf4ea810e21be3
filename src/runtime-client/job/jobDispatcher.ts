import type { HandedBack, ItemFinished, WorkerEvent } from '#protocol/workerEvent'
import type { Spool } from '../input/spool.ts'
import { ServiceFault, WrenError } from '../errors.ts'
import { BatchPace } from './batchPace.ts'
import { BatchWeight } from './batchPayload.ts'
import type { BatchReply, BatchVerdict } from './batchReply.ts'
import type { ConcurrencyLimit } from './concurrencyLimit.ts'
import type { BatchTemplate, DispatchEnd, JobSite } from './dispatchTypes.ts'
import { type EndedBatch, invokeBatch } from './invokeBatch.ts'
import type { ItemTable } from './itemTable.ts'
import type { AttemptEnd, JobCollector } from './jobCollector.ts'
import type { JobStore } from './jobStore.ts'
import { PendingItems } from './pendingItems.ts'
import { type FaultReaction, reactToFault, reactToRefusal, reasonOf } from './reactToFault.ts'
import { ReturnItems } from './returnItems.ts'
import { ServiceHealth } from './serviceHealth.ts'
import { settleBatch } from './settleBatch.ts'
import { WakeUp } from './wakeUp.ts'

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
  /** Called once, when no more is sent though not all is done: what still runs should end soon. */
  readonly onStop: () => void
}

/** Numbers of invocations, for viewers. */
export interface InvocationCounts {
  readonly running: number
  readonly ended: number
  readonly faulted: number
}

/**
 * Sends out the waiting items in batches until each has its outcome, and is the only part that tries anything again.
 * It never rejects for what a service does: that becomes a pause, another try, or the end it resolves to.
 */
export class JobDispatcher {
  readonly #input: DispatchInput
  readonly #pending: PendingItems
  readonly #wakeUp = new WakeUp()
  readonly #abort = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #health = new ServiceHealth()
  readonly #pace: BatchPace
  readonly #returns: ReturnItems
  #site: JobSite
  #reopening: Promise<void> | null = null
  #delivery: 'streamed' | 'buffered' = 'streamed'
  /** Whether the function could be loaded, in this run of the job, for any batch. */
  #hasBegun = false
  #accepted = 0
  #ended = 0
  #faulted = 0
  #end: DispatchEnd | null = null
  #crash: { readonly error: unknown } | null = null

  constructor(input: DispatchInput) {
    this.#input = input
    this.#site = input.site
    this.#pace = new BatchPace(input.batchSize)
    const { table, collector } = input
    this.#pending = new PendingItems(table.total, table.unrecorded, (index) => !table.isRecorded(index))
    this.#returns = new ReturnItems(table, collector, this.#pending)
  }

  get invocations(): InvocationCounts {
    return { running: this.#running.size, ended: this.#ended, faulted: this.#faulted }
  }

  /** Runs the job to its end. Rejects only for a fault of this machine, such as a full disk. */
  async run(): Promise<DispatchEnd> {
    while (this.#end === null && this.#crash === null) {
      this.#sendBatches()
      if (this.#running.size === 0 && this.#pending.size === 0) return this.#finished()
      await this.#wakeUp.wait(this.#waitMs())
    }
    // What runs is let run to its end: a cancelled job's workers say what they finished. `closeConnections` cuts it short.
    // After a crash too: nothing may write to the job's store once this has returned.
    while (this.#running.size > 0) await this.#wakeUp.wait(null)
    if (this.#crash !== null) throw this.#crash.error
    return this.#end ?? this.#finished()
  }

  /** Starts no more. What runs goes on until it ends or `closeConnections` is called. */
  stop(end: Exclude<DispatchEnd, { kind: 'finished' }>): void {
    if (this.#end !== null) return
    this.#end = end
    this.#input.onStop()
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

  #finished(): DispatchEnd {
    const { unrecorded } = this.#input.table
    // An item that was forgotten must not pass for done: the job fails, and a retry runs what is missing.
    if (unrecorded > 0) throw new Error(`${unrecorded} items have no outcome though none of them waits or runs`)
    return { kind: 'finished' }
  }

  /** Milliseconds until more can be sent; null where only an event can change that. */
  #waitMs(): number | null {
    const { limit } = this.#input
    if (this.#pending.size === 0 || this.#running.size >= limit.current || this.#reopening !== null) return null
    // A pause that has ended since the last look must not be slept through.
    return Math.max(0, limit.pausedUntil - Date.now())
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
        .then(() => this.#input.onChange())
        .catch((error: unknown) => {
          this.#crash ??= { error }
          this.closeConnections()
        })
        .finally(() => {
          this.#running.delete(batch)
          this.#wakeUp.signal()
        })
      this.#running.add(batch)
    }
  }

  #nextBatch(): readonly number[] {
    const group = this.#pending.takeGroup()
    if (group !== null) return group
    const size = this.#pace.nextSize(this.#pending.size, this.#input.limit.current)
    const weight = new BatchWeight(this.#input.spool, this.#input.limit.current)
    return this.#pending.take(size, (index) => weight.add(index))
  }

  async #runBatch(indexes: readonly number[]): Promise<void> {
    const { template, store, table, spool } = this.#input
    let accepted = 0
    const ended = await invokeBatch({
      indexes,
      template,
      store,
      table,
      spool,
      site: this.#site,
      delivery: this.#delivery,
      signal: this.#abort.signal,
      isStopped: () => this.#end !== null,
      onAccepted: () => {
        accepted = 1
        this.#accepted++
      },
      onEvent: (event, reply, invocation) => this.#take(event, reply, invocation),
      onProgress: this.#input.onChange,
    })
    this.#accepted -= accepted
    if (ended.invocation !== null) this.#ended++
    // Stopped before it was sent.
    if (ended.invocation === null && ended.fault === null) this.#returns.giveBack(indexes)
    else this.#settle(indexes, ended)
  }

  #take(event: WorkerEvent, reply: BatchReply, invocation: number): void | Promise<void> {
    const { collector, store } = this.#input
    switch (event.kind) {
      case 'batchStarted':
        this.#hasBegun = true
        store.updateInvocation(invocation, {
          logStream: event.logStream,
          coldStart: event.coldStart,
          beganAt: event.at,
        })
        return
      case 'started':
        return collector.started(event.index, event.attempt)
      case 'log':
        return collector.log(event, invocation)
      case 'logDropped':
        return collector.logDropped(event, invocation)
      case 'finished':
        this.#health.isWell()
        return this.#takeEnd(event, invocation)
      case 'handedBack':
        return this.#takeBack(event, reply)
      case 'heartbeat':
        return this.#health.isWell()
      case 'batchEnded':
      case 'batchRefused':
        return
      default:
        return event satisfies never
    }
  }

  #takeEnd(event: ItemFinished, invocation: number): void | Promise<void> {
    const { index, outcome } = event
    // A worker that was told to stop by a lease that ran out, and not by the user, leaves its items to others.
    if (outcome === 'cancelled' && this.#end?.kind !== 'cancelled') return this.#returns.giveBack([index])
    const taken = this.#input.collector.finished(event, invocation)
    if (taken instanceof Promise) return this.#takeFetched(taken, index, invocation)
    if (taken === 'again') this.#returns.giveBack([index])
  }

  async #takeFetched(taken: Promise<AttemptEnd>, index: number, invocation: number): Promise<void> {
    try {
      if ((await taken) === 'again') this.#returns.giveBack([index])
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error
      // Its value lies in the bucket and cannot be had. That costs this item another run, and not the rest of the batch.
      this.#returns.setApart([index])
      this.#react(reactToFault(error), error.message, [], invocation)
    }
  }

  #takeBack({ indexes, reason }: HandedBack, reply: BatchReply): void {
    const open = indexes.filter((index) => reply.handBack(index))
    // An item that the deadline met at work goes into a batch of its own: in the same company it would meet it again.
    const isAlone = (index: number): boolean =>
      reason === 'lostWithSibling' || (reason === 'deadline' && this.#input.table.isRunning(index))
    // Told apart before any of them goes back to the queue, for then none of them is at work any more.
    const alone = new Set(open.filter(isAlone))
    for (const index of alone) this.#returns.setApart([index])
    this.#returns.giveBack(open.filter((index) => !alone.has(index)))
  }

  #settle(indexes: readonly number[], { reply, invocation, fault, wallMs }: EndedBatch): void {
    const verdict: BatchVerdict = fault === null ? reply.verdict() : { kind: 'torn', why: fault.message }
    const { open } = reply
    if (verdict.kind === 'whole' && wallMs !== null) this.#pace.learn(wallMs, reply.finished)
    if (verdict.kind === 'refused') {
      const message = this.#input.collector.describeError(verdict.event.error)
      return this.#react(reactToRefusal(verdict.event, message, this.#hasBegun), message, open, invocation)
    }
    const { again, apart, culprit } = settleBatch(verdict, indexes.length, open)
    this.#returns.giveBack(again)
    for (const group of apart) this.#returns.setApart(group)
    if (culprit !== null && verdict.kind === 'environmentLost')
      this.#returns.blame(culprit, verdict.functionError, invocation)
    if (verdict.kind === 'whole' || culprit !== null || apart.length > 0) {
      this.#health.isWell()
      return this.#input.limit.succeeded()
    }
    const why =
      verdict.kind === 'torn' ? verdict.why : `${verdict.functionError.type}: ${verdict.functionError.message}`
    this.#react(
      reactToFault(fault ?? new ServiceFault('connectionLost', 'worker', verdict.kind, why)),
      why,
      [],
      invocation,
    )
  }

  #react(reaction: FaultReaction, message: string, open: readonly number[], invocation: number | null): void {
    const { limit, collector } = this.#input
    if (reaction.kind === 'chargeItems') {
      return this.#returns.chargeLoadFailure(open, message, invocation)
    }
    this.#returns.giveBack(open)
    // What fails after the connections were closed fails because of it.
    if (this.#abort.signal.aborted) return
    this.#faulted++
    switch (reaction.kind) {
      case 'stop':
        return this.stop({ kind: 'failed', reason: reaction.reason })
      case 'goBuffered':
        this.#delivery = 'buffered'
        return collector.note(reaction.note)
      case 'pause':
        if (reaction.note !== undefined) collector.note(reaction.note)
        if (reaction.isThrottle) limit.throttled(Date.now(), this.#accepted)
        else limit.faulted(Date.now())
        return this.#bearWith(message, reaction.reopen)
      default:
        return reaction satisfies never
    }
  }

  /** Gives a service time that fails, a new connection now and then, and up at last. */
  #bearWith(message: string, isGone: boolean): void {
    const isIll = this.#health.faulted(Date.now())
    if (this.#health.isAwayTooLong(Date.now())) {
      const away = `The service stayed away for ${this.#health.patienceMinutes} minutes: ${message}`
      return this.stop({ kind: 'failed', reason: { kind: 'worker', message: away } })
    }
    if (isGone || isIll) this.#reopen()
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
          this.closeConnections()
        },
      )
      .finally(() => {
        this.#reopening = null
        this.#wakeUp.signal()
      })
  }
}
