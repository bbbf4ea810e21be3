import type { OutcomeCounts } from '#protocol/outcome'
import type { RemoteError } from '#protocol/remoteError'
import type { ControlSocket } from './controlSocket.ts'
import type { SteeringMessage } from './controlMessages.ts'
import type { PreparedJob } from './prepareJob.ts'
import { ServiceFault } from '../errors.ts'
import { ConcurrencyLimit } from '../job/concurrencyLimit.ts'
import { DiskReserve } from '../job/diskReserve.ts'
import type { BatchTemplate, DispatchEnd, JobSite } from '../job/dispatchTypes.ts'
import type { ItemTable } from '../job/itemTable.ts'
import type { JobCollector } from '../job/jobCollector.ts'
import { JobDispatcher } from '../job/jobDispatcher.ts'
import type { JobFolder } from '../job/jobFolder.ts'
import { type JobRecord, writeJobRecord } from '../job/jobRecord.ts'
import type { JobStore } from '../job/jobStore.ts'
import type { JobSnapshot, JobState, Reason } from '../job/jobTypes.ts'
import { reasonOf } from '../job/reactToFault.ts'
import { recordSnapshot } from '../job/recordSnapshot.ts'
import { storageReason } from '../job/storageReason.ts'
import { exportJobResults } from './exportJobResults.ts'
import { JobProgress } from './jobProgress.ts'
import { LeaseKeeper, leaseMs } from './leaseKeeper.ts'
import type { JobItems } from './openJobItems.ts'

const commitEveryMs = 100
/** What waits longer outlives its youth, and the memory that it leaves behind is collected late. */
const commitBytes = 256_000
/** When a job is cancelled or cannot go on, running items get this long to end before their connections are closed. */
const windDownMs = 9_000
/** How often a worker looks at the control object. A cancel must have stopped it within 2 s. */
const pollMs = 1_000
const inlineValueBytes = 1_000_000
const logBytesPerItem = 256 * 1024

/** Runs one prepared job to its end. It alone writes the job's files; what viewers see it publishes on the socket. */
export class JobRunner implements AsyncDisposable {
  readonly #folder: JobFolder
  readonly #prepared: PreparedJob
  readonly #socket: ControlSocket
  readonly #store: JobStore
  readonly #table: ItemTable
  readonly #collector: JobCollector
  readonly #limit: ConcurrencyLimit
  readonly #lease: LeaseKeeper
  readonly #dispatcher: JobDispatcher
  readonly #progress = new JobProgress()
  readonly #reserve: DiskReserve
  #hasResults = false
  #record: JobRecord

  constructor(folder: JobFolder, record: JobRecord, prepared: PreparedJob, items: JobItems, socket: ControlSocket) {
    const { request } = record
    this.#folder = folder
    this.#prepared = prepared
    this.#socket = socket
    this.#reserve = new DiskReserve(folder.reserve)
    this.#record = { ...record, total: prepared.spool.count, startedAt: Date.now(), endedAt: null }
    this.#store = items.store
    this.#table = items.table
    this.#collector = items.collector
    this.#limit = new ConcurrencyLimit(request.concurrency ?? prepared.defaultConcurrency, Math.random)
    this.#lease = new LeaseKeeper(record.jobId, record.run, () => prepared.site.current)
    this.#dispatcher = new JobDispatcher({
      ...items,
      spool: prepared.spool,
      limit: this.#limit,
      template: this.#template(),
      batchSize: request.batchSize ?? null,
      site: prepared.site.current,
      reopenSite: () => this.#reopenSite(),
      onChange: () => this.#changed(),
      onStop: () => this.#windDown(),
    })
  }

  /** From here on the job is one that runs. Throws what the file system or SQLite throws; then it is as it was before. */
  begin(): void {
    this.#reserve.take()
    this.#setState('running')
  }

  /** Resolves when the job has ended and everything is on disk; the last snapshot has been published then. */
  async run(): Promise<void> {
    const ticks = setInterval(() => this.#guarded(() => this.#socket.publish(this.#committedSnapshot())), commitEveryMs)
    try {
      if (this.#table.unrecorded > 0) await this.#startLease()
      this.#close(await this.#dispatcher.run())
    } catch (error) {
      this.#fail(error)
    } finally {
      clearInterval(ticks)
      this.#lease[Symbol.dispose]()
    }
    await this.#finish()
  }

  handle(message: SteeringMessage): void {
    switch (message.kind) {
      case 'cancel':
        return this.#cancel()
      case 'setConcurrency':
        return this.#dispatcher.setConcurrency(message.concurrency)
      default:
        return message satisfies never
    }
  }

  /** Closes all that it was given, too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#lease[Symbol.dispose]()
    this.#store[Symbol.dispose]()
    await this.#prepared[Symbol.asyncDispose]()
  }

  /** The first result is shown at once, for somebody waits for it; the others a tenth of a second later at most. */
  #changed(): void {
    if (this.#store.waitingBytes === 0) return
    if (!this.#hasResults) this.#guarded(() => this.#socket.publish(this.#committedSnapshot()))
    else if (this.#store.waitingBytes > commitBytes) this.#guarded(() => this.#store.commit())
    this.#hasResults = true
  }

  /** Runs what writes to the disk; where that takes no more, the job stops with what was committed. */
  #guarded(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#dispatcher.stop({ kind: 'failed', reason: storageReason(error, this.#folder) })
      this.#dispatcher.closeConnections()
    }
  }

  /** Without a lease no worker would go on for long: a service that refuses it, or is away, refuses the job. */
  async #startLease(): Promise<void> {
    try {
      await this.#lease.start()
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error
      this.#dispatcher.stop({ kind: 'failed', reason: reasonOf(error) })
    }
  }

  #template(): BatchTemplate {
    const { request, jobId, run } = this.#record
    return {
      jobId,
      bundle: this.#prepared.bundle,
      itemTimeoutMs: request.itemTimeoutMs,
      itemConcurrency: request.itemConcurrency,
      logBytesPerItem,
      inlineValueBytes,
      environment: this.#prepared.environment,
      control: { key: LeaseKeeper.keyOf(jobId, run), pollMs, leaseMs },
    }
  }

  #cancel(): void {
    if (this.#record.state !== 'running') return
    // First of all: what the disk takes or not, no more is sent.
    this.#dispatcher.stop({ kind: 'cancelled' })
    this.#guarded(() => this.#setState('cancelling'))
  }

  async #reopenSite(): Promise<JobSite> {
    const site = await this.#prepared.site.reopen()
    // A local cloud that was started anew may have lost the old one, and workers stop without it.
    await this.#lease.renew()
    return site
  }

  /** Tells what runs to end soon. Where that cannot be told, closed connections and the end of the lease do the work. */
  #windDown(): void {
    this.#lease.cancel().catch(() => undefined)
    setTimeout(() => this.#dispatcher.closeConnections(), windDownMs).unref()
  }

  #close(end: DispatchEnd): void {
    switch (end.kind) {
      case 'finished':
        return this.#end('done')
      case 'cancelled':
        this.#closeOpenItems('cancelled', { name: 'Cancelled', message: 'The job was cancelled.', kind: 'cancelled' })
        return this.#end(this.#table.counts().cancelled > 0 ? 'cancelled' : 'done')
      case 'failed':
        this.#closeOpenItems('neverRan', { name: 'JobFailed', message: end.reason.message, kind: end.reason.kind })
        return this.#end('failed', end.reason)
      default:
        return end satisfies never
    }
  }

  #closeOpenItems(outcome: 'cancelled' | 'neverRan', error: RemoteError): void {
    for (let index = 0; index < this.#table.total; index++) {
      if (!this.#table.isRecorded(index)) this.#collector.close(index, outcome, error)
      if (this.#store.waitingBytes > commitBytes) this.#store.commit()
    }
  }

  #end(state: JobState, reason?: Reason): void {
    this.#store.commit()
    this.#record = { ...this.#record, state, ...(reason === undefined ? {} : { reason }), endedAt: Date.now() }
  }

  /** A fault of this machine. What was committed stands; the rest is missing and can be retried. */
  #fail(error: unknown): void {
    this.#dispatcher.closeConnections()
    this.#record = { ...this.#record, state: 'failed', reason: storageReason(error, this.#folder), endedAt: Date.now() }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  }

  async #finish(): Promise<void> {
    try {
      await exportJobResults(this.#folder, this.#record.request.outputPath)
    } catch (error) {
      // All items have their outcomes, and still not all is there that was asked for.
      const state = this.#record.state === 'done' ? 'failed' : this.#record.state
      this.#record = { ...this.#record, state, reason: this.#record.reason ?? storageReason(error, this.#folder) }
    }
    this.#reserve.release()
    try {
      this.#writeRecord()
    } catch (error) {
      // Then the job reads as interrupted, which is true: its end could not be written down.
      process.stderr.write(`${String(error)}\n`)
    }
    this.#socket.publish(this.#snapshot())
    await this.#prepared.site.forgetJob(this.#record.jobId)
  }

  #setState(state: JobState): void {
    const { reason: _, ...rest } = this.#record
    this.#record = { ...rest, state }
    this.#store.commit()
    this.#writeRecord()
    this.#socket.publish(this.#snapshot())
  }

  #writeRecord(): void {
    this.#record = { ...this.#record, counts: this.#counts(), notes: [...this.#collector.notes] }
    writeJobRecord(this.#folder.record, this.#record)
  }

  /** Finished means committed: what a viewer is told is on disk. */
  #committedSnapshot(): JobSnapshot {
    this.#store.commit()
    return this.#snapshot()
  }

  /** Where a commit failed, items have ended that are not on disk, and those do not count. */
  #counts(): OutcomeCounts {
    return this.#store.hasWaiting ? this.#store.counts() : this.#table.counts()
  }

  #snapshot(): JobSnapshot {
    const counts = this.#counts()
    const isOver = this.#record.endedAt !== null
    return {
      ...recordSnapshot({ ...this.#record, counts, notes: [...this.#collector.notes] }),
      runningItems: isOver ? 0 : this.#table.runningItems,
      invocations: this.#dispatcher.invocations,
      concurrency: this.#limit.current,
      ...(isOver ? {} : this.#progress.measure(Date.now(), counts, this.#table.total)),
    }
  }
}
