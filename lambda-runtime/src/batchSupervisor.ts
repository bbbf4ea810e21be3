import type { BatchItem, RunBatchRequest } from '#protocol/invocation'
import { toRemoteError } from '#protocol/toRemoteError'
import type { HandedBack } from '#protocol/workerEvent'
import { BatchChild, type BatchChildListener } from './batchChild.ts'
import type { BatchReply } from './batchReply.ts'
import type { ChildHost } from './childHost.ts'
import { settleGraceMs } from './childMessages.ts'
import type { ChildProcess } from './childProcess.ts'
import { planDeadline, type DeadlineMargins } from './deadline.ts'
import { cancelledError, deadlineError, describeDeath, type DeathCause } from './itemFailures.ts'
import { ItemFeed } from './itemFeed.ts'
import type { Blame } from './itemLedger.ts'
import type { ItemTracking } from './itemTracking.ts'
import type { MemoryWatch } from './memoryWatch.ts'

/** Why a batch starts no more items. */
export type StopReason = Exclude<HandedBack['reason'], 'lostWithSibling'>

/** A batch, and what of its environment and invocation it takes to run it. */
export interface SupervisorOptions {
  readonly request: RunBatchRequest
  readonly items: readonly BatchItem[]
  /** Resolves to the path of the bundle's file; asked for whenever a child has to load it. */
  readonly fetchBundle: () => Promise<string>
  readonly host: ChildHost
  readonly reply: BatchReply
  readonly tracking: ItemTracking
  readonly memory: MemoryWatch
  readonly remainingMs: () => number
}

/** How long what runs, or the module that is being loaded, has to end by itself once nobody wants it any more. */
const cancelGraceMs = 5_000
/** The child itself ends an item whose time is over, unless its event loop does not turn; then this much later. */
const unansweredMs = settleGraceMs + 300
const maxLoadMs = 60_000
/** What of the function's memory large values on their way to S3 may fill before nothing more is read from the child. */
const maxStoringShare = 1 / 16
/** Where a buffered reply, which may hold 6 MB, takes no further items. */
const fullReplyBytes = 4_500_000

/** Runs one batch in as many children as it takes. */
export class BatchSupervisor implements BatchChildListener, Disposable {
  private readonly options: SupervisorOptions
  private readonly tracking: ItemTracking
  private readonly feed: ItemFeed
  private readonly margins: DeadlineMargins
  private child: BatchChild | undefined = undefined
  private state: 'loading' | 'running' | 'over' = 'loading'
  private loadingSinceMs = 0
  private stopReason: StopReason | undefined = undefined
  /** When what still runs is let go of. */
  private letGoAtMs = Infinity
  private isLettingGo = false
  private isReaderBehind = false
  private tickTimer: NodeJS.Timeout | undefined = undefined
  private readonly ended = Promise.withResolvers<void>()

  constructor(options: SupervisorOptions) {
    this.options = options
    this.tracking = options.tracking
    this.feed = new ItemFeed(options.tracking.ledger, options.request.itemConcurrency)
    this.margins = planDeadline(options.remainingMs())
  }

  /** Resolves when every item has ended or was handed back, or the batch was refused. */
  async run(): Promise<void> {
    this.useChild()
    this.tick()
    await this.ended.promise
  }

  /** Starts no more items. Those that run go on, unless the reason is one that they should hear of. */
  stop(reason: StopReason): void {
    if (this.stopReason !== undefined || this.state === 'over') return
    this.stopReason = reason
    const isUnwanted = reason === 'cancelled' || reason === 'leaseEnded'
    if (isUnwanted) this.letGoAtMs = performance.now() + cancelGraceMs
    if (this.state === 'loading') return this.handBackUnstarted()
    this.child?.process.send({ kind: 'stop' })
    if (isUnwanted) this.child?.process.send({ kind: 'abort', why: reason === 'cancelled' ? 'cancelled' : 'handBack' })
  }

  /** While the reader of the reply is behind nothing is read from the child. */
  setReaderBehind(isBehind: boolean): void {
    this.isReaderBehind = isBehind
    this.steerReading()
  }

  /** Nobody will hear of it: ends what runs. */
  abandon(): void {
    if (this.state === 'over') return
    this.options.host.drop()
    this.finish()
  }

  [Symbol.dispose](): void {
    this.state = 'over'
    clearTimeout(this.tickTimer)
    this.options.host.rest()
  }

  loaded(): void {
    const { request, reply, remainingMs } = this.options
    if (this.state !== 'loading' || this.child === undefined) return
    this.state = 'running'
    if (!reply.isOpen) reply.open()
    if (this.stopReason !== undefined) return this.handBackUnstarted()
    const { jobId, itemConcurrency, itemTimeoutMs, logBytesPerItem } = request
    const deadlineAt = Math.round(Date.now() + remainingMs() - this.margins.letGoMs)
    const inlineValueBytes = inlineLimit(request)
    const settings = { jobId, itemConcurrency, itemTimeoutMs, logBytesPerItem, inlineValueBytes, deadlineAt }
    this.child.process.send({ kind: 'begin', ...settings })
    this.feed.topUp(this.child.process)
    this.checkEnd()
  }

  /** The function cannot be had. That it could be had earlier in this batch makes it a thing to try again elsewhere. */
  loadFailed({ reason, error, exports }: Parameters<BatchReply['refuse']>[0]): void {
    const { reply, host } = this.options
    if (this.state === 'over') return
    host.drop()
    if (reply.isOpen) {
      this.child?.raw('stderr', Buffer.from(`The function could not be loaded again: ${error.message}\n`))
      this.tracking.handBack(this.tracking.ledger.handBackUnstarted(), 'lostWithSibling')
      this.state = 'running'
      return this.checkEnd()
    }
    reply.refuse({ reason, error, ...(exports === undefined ? {} : { exports }) })
    this.finish()
  }

  progressed(): void {
    if (this.state !== 'running') return
    if (this.stopReason === undefined) {
      if (this.child !== undefined) this.feed.topUp(this.child.process)
      const { request, reply } = this.options
      if (request.delivery === 'buffered' && reply.bytes > fullReplyBytes) this.stop('replyFull')
    }
    this.checkEnd()
  }

  storingChanged(): void {
    this.steerReading()
    this.checkEnd()
  }

  stopped(): void {
    this.handBackUnstarted()
  }

  abandoned(index: number): void {
    const item = this.tracking.ledger.running.get(index)
    if (item !== undefined) this.tracking.handBack([item], this.stopReason ?? 'leaseEnded')
  }

  gone(cause: DeathCause, blame: Blame): void {
    if (this.state === 'over') return
    if (this.state === 'loading') {
      if (this.isLettingGo) return this.giveUpLoading()
      return this.loadFailed({ reason: 'loadFailed', error: describeLoadDeath(cause) })
    }
    if (this.isLettingGo) this.letGoOfRunning()
    this.tracking.childDied(blame, cause.kind === 'timedOut' ? 'timedOut' : 'crashed', describeDeath(cause))
    if (this.stopReason !== undefined) this.handBackUnstarted()
    if (this.tracking.ledger.unstarted > 0) this.useChild()
    else this.checkEnd()
  }

  private useChild(): void {
    const { request, host } = this.options
    const { bundle, environment } = request
    const key = JSON.stringify([request.jobId, bundle.sha256, bundle.exportName, environment])
    const { child, isLoaded } = host.take(key)
    this.child = new BatchChild(child, this.options, this)
    this.state = 'loading'
    this.loadingSinceMs = performance.now()
    this.steerReading()
    child.listen(this.child)
    if (isLoaded) this.loaded()
    else void this.load(child)
  }

  private async load(child: ChildProcess): Promise<void> {
    const { bundle, environment } = this.options.request
    try {
      const bundlePath = await this.options.fetchBundle()
      child.send({ kind: 'load', bundlePath, exportName: bundle.exportName, environment })
    } catch (error) {
      this.loadFailed({ reason: 'bundleUnavailable', error: toRemoteError(error, 'worker') })
    }
  }

  /** While nothing is read from the child it waits for its pipe, and that is not its items' time. */
  private steerReading(): void {
    const storingMb = this.tracking.storingBytes / (1024 * 1024)
    if (this.isReaderBehind || storingMb > this.options.memory.functionMb * maxStoringShare) {
      this.child?.process.pause()
      this.tracking.clock.pause()
    } else {
      this.child?.process.resume()
      this.tracking.clock.resume()
    }
  }

  private tick(): void {
    const nextLookMs = this.watch()
    if (this.state !== 'over') this.tickTimer = setTimeout(() => this.tick(), nextLookMs)
  }

  /** Returns milliseconds until the next look. */
  private watch(): number {
    const { remainingMs, memory, request } = this.options
    const leftMs = remainingMs()
    if (leftMs < this.margins.stopStartingMs) this.stop('deadline')
    if (this.state === 'loading') {
      const isLate = performance.now() - this.loadingSinceMs > maxLoadMs || leftMs < this.margins.letGoMs
      if (isLate) this.child?.kill({ kind: 'loadTimedOut' })
      else if (performance.now() > this.letGoAtMs) this.letGo()
      return 25
    }
    if (leftMs < this.margins.letGoMs || performance.now() > this.letGoAtMs) this.letGo()
    const { itemTimeoutMs } = request
    if (this.tracking.longestRunMs() > itemTimeoutMs + unansweredMs)
      this.child?.kill({ kind: 'timedOut', itemTimeoutMs })
    const { overMb, nextLookMs } = memory.look()
    if (overMb !== undefined && this.tracking.ledger.running.size > 0) {
      this.child?.kill({ kind: 'memory', usedMb: overMb, functionMb: memory.functionMb })
    }
    return nextLookMs
  }

  /** Nobody waits for the function any more; that it was slow to load is no fault to tell of. */
  private giveUpLoading(): void {
    this.state = 'running'
    if (!this.options.reply.isOpen) this.options.reply.open()
    this.handBackUnstarted()
  }

  private letGo(): void {
    if (this.isLettingGo) return
    this.isLettingGo = true
    this.child?.process.kill()
  }

  private letGoOfRunning(): void {
    const { items } = this.options
    for (const item of this.tracking.ledger.running.values()) {
      if (this.stopReason === 'cancelled') this.tracking.fail(item, 'cancelled', cancelledError)
      // It had all the time that an invocation can give, and would need as long again elsewhere.
      else if (items.length === 1 && item === items[0]) this.tracking.fail(item, 'timedOut', deadlineError)
      else this.tracking.handBack([item], this.stopReason ?? 'deadline')
    }
  }

  /** Once the batch's reply is open: until then it may still be refused. */
  private handBackUnstarted(): void {
    if (!this.options.reply.isOpen) return
    this.tracking.handBack(this.tracking.ledger.handBackUnstarted(), this.stopReason ?? 'deadline')
    this.checkEnd()
  }

  private checkEnd(): void {
    if (this.state === 'running' && this.tracking.hasEnded) this.finish()
  }

  private finish(): void {
    this.state = 'over'
    this.tracking.logs.end(null)
    this.ended.resolve()
  }
}

/** A buffered reply holds 6 MB in all, of which the items that end together may take no more than a part. */
function inlineLimit({ delivery, inlineValueBytes, itemConcurrency }: RunBatchRequest): number {
  if (delivery === 'streamed') return inlineValueBytes
  return Math.min(inlineValueBytes, 64 * 1024, Math.floor(500_000 / itemConcurrency))
}

function describeLoadDeath(cause: DeathCause): ReturnType<typeof describeDeath> {
  const { message, ...error } = describeDeath(cause)
  return { ...error, message: `The module ended its process while it was being loaded. ${message}` }
}
