import type { ItemLog } from '#protocol/workerEvent'
import type { BatchReply } from './batchReply.ts'
import { RawOutput } from './rawOutput.ts'

/** What of the items' logs the child's own log events do not say: raw output, lines cut short, lines left out. */
export class ItemLogs {
  readonly raw: RawOutput
  private readonly reply: BatchReply
  private readonly partials = new Map<string, Omit<ItemLog, 'kind' | 'at'>>()
  private readonly dropped = new Map<number | null, { lines: number; bytes: number }>()
  private readonly rawIndexes = new Set<number | null>()

  constructor(reply: BatchReply, budgetBytes: number) {
    this.reply = reply
    this.raw = new RawOutput(budgetBytes, (log) => reply.recordedEvent(log))
  }

  addRaw(index: number | null, stream: ItemLog['stream'], bytes: Buffer): void {
    this.rawIndexes.add(index)
    this.raw.add(index, stream, bytes)
  }

  /** The start of a line, kept in case its item does not live to end it. */
  keepPartial(partial: Omit<ItemLog, 'kind' | 'at'>): void {
    this.partials.set(`${partial.stream} ${partial.index}`, partial)
  }

  /** A log event has come, whole, and so the start of its line is not needed any more. */
  sawLog(line: Buffer): void {
    if (this.partials.size === 0) return
    const log: unknown = JSON.parse(line.toString())
    if (typeof log !== 'object' || log === null || !('stream' in log) || !('index' in log)) return
    this.partials.delete(`${String(log.stream)} ${String(log.index)}`)
  }

  countDropped(index: number | null, lines: number, bytes: number): void {
    const sum = this.dropped.get(index) ?? { lines: 0, bytes: 0 }
    this.dropped.set(index, { lines: sum.lines + lines, bytes: sum.bytes + bytes })
  }

  /** Whether {@link end} has anything to say; asked for every item. */
  hasMoreOf(index: number): boolean {
    return (
      (this.dropped.size > 0 && this.dropped.has(index)) || (this.rawIndexes.size > 0 && this.rawIndexes.has(index))
    )
  }

  /** Writes what is left to say before the item's end. */
  end(index: number | null): void {
    this.raw.endItem(index)
    this.rawIndexes.delete(index)
    const raw = this.raw.takeDropped(index)
    if (raw !== undefined) this.countDropped(index, raw.droppedLines, raw.droppedBytes)
    const sum = this.dropped.get(index)
    this.dropped.delete(index)
    if (sum !== undefined) this.reply.recordedEvent({ kind: 'logDropped', index, ...sum })
  }

  /** The child is gone: what it left unfinished stays so. */
  childDied(): void {
    for (const partial of this.partials.values()) this.reply.recordedEvent({ kind: 'log', ...partial, at: Date.now() })
    this.partials.clear()
  }
}
