import type { BatchVerdict } from './batchReply.ts'

/** What becomes of the items that an invocation left open. */
export interface Settlement {
  /** Back to the queue, to share a batch with any other; costs them nothing. */
  readonly again: readonly number[]
  /** Back to the queue as batches of their own, each with one loss counted. */
  readonly apart: readonly (readonly number[])[]
  /** Proven: it was alone when the environment died. Counts as a failure of the item. */
  readonly culprit: number | null
}

const nothing: Settlement = { again: [], apart: [], culprit: null }

/**
 * Decides for the open items of an ended batch. An item is blamed for the loss of an environment only when it was
 * alone in it. Until then the items are split: the first open one, which most likely ran, by itself, and the others
 * in halves, so that the one to blame is found after log2(n) invocations instead of n.
 */
export function settleBatch(verdict: BatchVerdict, batchSize: number, open: readonly number[]): Settlement {
  if (open.length === 0) return nothing
  switch (verdict.kind) {
    // A whole reply leaves nothing open; if it does, the worker has forgotten items, and they run again.
    case 'whole':
    case 'refused':
    case 'torn':
      return { ...nothing, again: open }
    case 'environmentLost': {
      if (!verdict.began && !isDeathDuringInvoke(verdict.functionError.type)) return { ...nothing, again: open }
      const [first, ...rest] = open
      if (first === undefined) return nothing
      if (batchSize === 1) return { ...nothing, culprit: first }
      const half = Math.ceil(rest.length / 2)
      const apart = [[first], rest.slice(0, half), rest.slice(half)].filter((group) => group.length > 0)
      return { ...nothing, apart }
    }
    default:
      return verdict satisfies never
  }
}

/**
 * Whether the environment was lost to what ran in it. A buffered reply carries no events when this happens, so the
 * name of the error must tell a death during the invocation from an environment that could not start.
 */
function isDeathDuringInvoke(type: string): boolean {
  return type === 'Runtime.ExitError' || type === 'Runtime.OutOfMemory' || type === 'Sandbox.Timedout'
}
