import { StringDecoder } from 'node:string_decoder'
import type { ItemLog } from '#protocol/workerEvent'
import { LogBudget } from './logBudget.ts'

type StreamName = ItemLog['stream']

/** Turns what came out of a child past its JavaScript streams into log events, line by line and within the budget. */
export class RawOutput {
  private readonly budgetBytes: number
  private readonly emit: (log: ItemLog) => void
  private readonly budgets = new Map<number | null, LogBudget>()
  private readonly unfinished = {
    stdout: { decoder: new StringDecoder(), text: '', index: noIndex() },
    stderr: { decoder: new StringDecoder(), text: '', index: noIndex() },
  }

  constructor(budgetBytes: number, emit: (log: ItemLog) => void) {
    this.budgetBytes = budgetBytes
    this.emit = emit
  }

  /** `index`: the item that wrote it, or null where nobody knows. */
  add(index: number | null, stream: StreamName, bytes: Buffer): void {
    const unfinished = this.unfinished[stream]
    if (unfinished.index !== index) this.flush(stream)
    unfinished.index = index
    const text = unfinished.text + unfinished.decoder.write(bytes)
    const end = text.lastIndexOf('\n')
    unfinished.text = text.slice(end + 1)
    if (end >= 0) this.write(index, stream, text.slice(0, end))
    if (unfinished.text.length > this.budgetBytes) this.flush(stream)
  }

  /** Writes what is left of the last line, where it belongs to `index`. */
  endItem(index: number | null): void {
    for (const stream of ['stdout', 'stderr'] as const) if (this.unfinished[stream].index === index) this.flush(stream)
  }

  /** What had to be left out for an item; asked for once. */
  takeDropped(index: number | null): LogBudget | undefined {
    const budget = this.budgets.get(index)
    this.budgets.delete(index)
    return budget !== undefined && budget.droppedLines > 0 ? budget : undefined
  }

  private flush(stream: StreamName): void {
    const unfinished = this.unfinished[stream]
    if (unfinished.text !== '') this.write(unfinished.index, stream, unfinished.text)
    unfinished.text = ''
  }

  private write(index: number | null, stream: StreamName, text: string): void {
    let budget = this.budgets.get(index)
    if (budget === undefined) {
      budget = new LogBudget(this.budgetBytes)
      this.budgets.set(index, budget)
    }
    const kept = budget.take(text)
    if (kept !== '' || text === '') this.emit({ kind: 'log', index, stream, text: kept, at: Date.now() })
  }
}

const noIndex = (): number | null => null
