import type { BatchItem, RunBatchRequest } from '#protocol/invocation'
import type { RemoteError } from '#protocol/remoteError'
import type { HandedBack, ItemFailed } from '#protocol/workerEvent'
import type { BatchReply } from './batchReply.ts'
import type { LargeValueNote } from './childMessages.ts'
import type { InvocationRecord } from './invocationRecord.ts'
import { ItemLedger, type Blame } from './itemLedger.ts'
import { ItemLogs } from './itemLogs.ts'
import { PausedClock } from './pausedClock.ts'
import type { StoreValue } from './storeValue.ts'

/** To start a process takes longer; looking for output at the end of every item would cost the quick ones too much. */
const minRawOutputMs = 1

/** Follows each item of a batch from its start to its one end, and says both in the reply. */
export class ItemTracking {
  readonly ledger: ItemLedger
  readonly logs: ItemLogs
  readonly clock = new PausedClock()
  /** Bytes of large values on their way to S3. */
  storingBytes = 0
  private storing = 0
  private readonly reply: BatchReply
  private readonly record: InvocationRecord
  private readonly storeValue: StoreValue
  private readonly startedAtMs = new Map<number, number>()

  constructor(
    request: RunBatchRequest,
    items: readonly BatchItem[],
    reply: BatchReply,
    record: InvocationRecord,
    storeValue: StoreValue,
  ) {
    this.ledger = new ItemLedger(items, request.itemConcurrency)
    this.logs = new ItemLogs(reply, request.logBytesPerItem)
    this.reply = reply
    this.record = record
    this.storeValue = storeValue
  }

  get hasEnded(): boolean {
    return this.ledger.running.size === 0 && this.ledger.unstarted === 0 && this.storing === 0
  }

  /** The item that runs, if just one does. */
  get onlyRunning(): number | null {
    const [index, ...others] = this.ledger.running.keys()
    return index === undefined || others.length > 0 ? null : index
  }

  started(index: number): boolean {
    if (!this.ledger.started(index)) return false
    this.startedAtMs.set(index, this.clock.now())
    return true
  }

  /** Whether the item was running; its line is sent on by the caller. */
  finished(index: number): boolean {
    this.startedAtMs.delete(index)
    if (!this.ledger.finished(index)) return false
    this.reply.countFinished()
    return true
  }

  /** The same for an end before which there may be more to say; a failure belongs into the invocation's log too. */
  finishedWith(index: number, line: Buffer, hasSucceeded: boolean): boolean {
    if (!this.ledger.running.has(index)) return false
    this.logs.end(index)
    if (!hasSucceeded) this.record.event(line)
    return this.finished(index)
  }

  /** Whether an item that ends has been running long enough for another process to have written something for it. */
  mayHaveRawOutput(index: number): boolean {
    const startedMs = this.startedAtMs.get(index)
    return startedMs !== undefined && this.clock.now() - startedMs >= minRawOutputMs
  }

  log(line: Buffer): void {
    this.logs.sawLog(line)
    this.record.log(line)
  }

  /** Milliseconds that the item that started first of those running has been at work. */
  longestRunMs(): number {
    const [firstMs] = this.startedAtMs.values()
    return firstMs === undefined ? 0 : this.clock.now() - firstMs
  }

  fail(item: BatchItem, outcome: ItemFailed['outcome'], error: RemoteError): void {
    const startedMs = this.startedAtMs.get(item.index) ?? this.clock.now()
    const ms = Math.round((this.clock.now() - startedMs) * 1000) / 1000
    this.end(item.index)
    this.reply.failed(item, outcome, ms, error)
  }

  handBack(items: readonly BatchItem[], reason: HandedBack['reason']): void {
    for (const item of items) this.end(item.index)
    this.reply.handBack(items, reason)
  }

  /** Puts a large value into S3; the item has ended once it is there. */
  async store(header: LargeValueNote, pieces: readonly Buffer[]): Promise<void> {
    const item = this.ledger.running.get(header.index)
    if (item === undefined) return
    this.end(header.index)
    this.storing += 1
    this.storingBytes += header.bytes
    try {
      const { index, attempt, ms, at, notes } = header
      const value = await this.storeValue(header, pieces)
      this.reply.succeeded({ index, attempt, ms, at, value, ...(notes === undefined ? {} : { notes }) })
    } catch (thrown) {
      const message = `The value of ${header.bytes} bytes could not be stored in S3: ${String(thrown)}`
      this.reply.failed(item, 'crashed', header.ms, { name: 'ValueNotStored', message, kind: 'worker' })
    } finally {
      this.storing -= 1
      this.storingBytes -= header.bytes
    }
  }

  /** The child is gone: says so of the item that is to blame, and makes the others ready to run again. */
  childDied(blame: Blame, outcome: ItemFailed['outcome'], error: RemoteError): void {
    this.logs.childDied()
    const { culprit, givenUp } = this.ledger.childDied(blame)
    if (culprit !== undefined) this.fail(culprit, outcome, error)
    this.handBack(givenUp, 'lostWithSibling')
    this.startedAtMs.clear()
  }

  private end(index: number): void {
    this.startedAtMs.delete(index)
    this.ledger.finished(index)
    this.logs.end(index)
  }
}
