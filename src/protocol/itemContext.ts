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
