import type { ItemContext } from '#protocol/itemContext'
import type { ItemRun } from './itemRun.ts'

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
