import type { WorkerEvent } from '#protocol/workerEvent'

/** One line of an invocation's log; `at` in milliseconds since the epoch. */
export type InvocationLogEntry =
  /** Lambda's own word: that the environment starts, that the invocation starts and ends, and what it took. */
  | { readonly kind: 'platform'; readonly at: number; readonly text: string }
  /** What the worker says of its items: their output, and the errors that they ended with, mapped to the source. */
  | { readonly kind: 'event'; readonly at: number; readonly event: WorkerEvent }
  /** Anything else, such as V8's last words. */
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
