import type { ItemRun } from './itemRun.ts'

/** The second argument of the user's function. */
export interface ItemContext {
  readonly index: number
  readonly jobId: string
  /** 1 for the first start; the n-th start of this item in this job. */
  readonly attempt: number
  /** Aborted when the item's time is over and when the job is cancelled. */
  readonly signal: AbortSignal
  /** Milliseconds until the item's time-out or the end of the invocation, whichever is nearer; never below zero. */
  readonly getRemainingTimeInMillis: () => number
}

// Kept from before the user's code had a chance to replace it.
const now = performance.now.bind(performance)

/** `deadlineMs` is the end of the invocation by `performance.now()`. */
export function createItemContext(run: ItemRun, jobId: string, itemTimeoutMs: number, deadlineMs: number): ItemContext {
  return {
    index: run.index,
    jobId,
    attempt: run.attempt,
    get signal() {
      return run.signal
    },
    getRemainingTimeInMillis: () =>
      Math.max(0, Math.round(Math.min(run.startedMs + itemTimeoutMs, deadlineMs) - now())),
  }
}
