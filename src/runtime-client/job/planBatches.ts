/** What the planner knows of a job at the moment it cuts the next batch. All times in milliseconds. */
export interface PlanInput {
  /** Items that wait. */
  readonly pending: number
  /** Invocations allowed at once. */
  readonly concurrency: number
  /** Wall time per item inside an invocation, as seen so far; null before the first one ended. */
  readonly msPerItem: number | null
  /** Items in the largest batch that has ended; what is planned grows from there step by step. */
  readonly largestEnded: number
  /** The user's `--batch-size`. */
  readonly fixedSize: number | null
}

/** Long enough that the fixed cost of an invocation does not matter, short enough to balance and to lose little. */
const targetMs = 3_000
/** Below this the fixed cost of an invocation (5 ms locally, some 20 ms on AWS) would show. */
const minimumMs = 60
const growth = 8
const largestProbe = 16

/**
 * How many items the next batch carries, at least 1. Small probes first; then what takes a few seconds, growing at
 * most eightfold a step; towards the end ever less, so that no invocation is left with work others could share.
 */
export function planBatchSize(input: PlanInput): number {
  if (input.pending <= 1) return 1
  if (input.fixedSize !== null) return Math.min(input.fixedSize, input.pending)
  const share = input.pending / input.concurrency
  if (input.msPerItem === null) return clamp(Math.floor(share / 20), 1, largestProbe)
  const itemsIn = (ms: number): number => Math.max(1, Math.round(ms / Math.max(input.msPerItem ?? 0, 0.0001)))
  const wanted = Math.min(itemsIn(targetMs), Math.max(1, input.largestEnded) * growth)
  // Half of a fair share leaves the other half to even out batches that took longer than planned.
  const fair = Math.max(Math.ceil(share / 2), Math.min(itemsIn(minimumMs), Math.ceil(share)))
  return clamp(Math.min(wanted, fair), 1, input.pending)
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))
