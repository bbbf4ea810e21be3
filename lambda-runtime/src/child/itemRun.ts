import { AsyncLocalStorage } from 'node:async_hooks'
import type { BatchItem } from '#protocol/invocation'
import { LogBudget } from '../logBudget.ts'

/** One attempt of one item while it runs, and after, for what it left behind. */
export class ItemRun {
  readonly index: number
  readonly attempt: number
  readonly log: LogBudget
  /** By `performance.now()`. */
  readonly startedMs: number
  /** What {@link EventPipe.waitedMs} was at the start. */
  readonly waitedAtStartMs: number
  /** Its end has been written. */
  isRecorded = false
  /** The function has returned, thrown or settled. */
  isSettled = false
  aborted: 'timedOut' | 'cancelled' | 'handBack' | undefined = undefined
  private controller: AbortController | undefined = undefined

  constructor(item: BatchItem, logBytes: number, startedMs: number, waitedAtStartMs: number) {
    this.index = item.index
    this.attempt = item.attempt
    this.log = new LogBudget(logBytes)
    this.startedMs = startedMs
    this.waitedAtStartMs = waitedAtStartMs
  }

  /** Made when it is asked for: few functions do. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    if (this.aborted !== undefined && !this.controller.signal.aborted) this.controller.abort(abortReason(this.aborted))
    return this.controller.signal
  }

  abort(why: NonNullable<ItemRun['aborted']>): void {
    this.aborted ??= why
    this.controller?.abort(abortReason(why))
  }
}

function abortReason(why: NonNullable<ItemRun['aborted']>): DOMException {
  return why === 'timedOut'
    ? new DOMException(abortMessages[why], 'TimeoutError')
    : new DOMException(abortMessages[why], 'AbortError')
}

const abortMessages = {
  timedOut: 'The item ran past its time-out',
  cancelled: 'The job was cancelled',
  handBack: 'The item is handed back to run elsewhere',
} as const

/** Tells which item the running code belongs to. */
export const itemScopes = new AsyncLocalStorage<ItemRun>()
