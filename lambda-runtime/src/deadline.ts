/** When a batch stops starting items and when it lets go of those that run, in milliseconds before Lambda's limit. */
export interface DeadlineMargins {
  readonly stopStartingMs: number
  readonly letGoMs: number
}

/** `totalMs` is what the invocation has in all: the margins are for a long one, and a short one must not be all margin. */
export function planDeadline(totalMs: number): DeadlineMargins {
  return {
    stopStartingMs: Math.min(10_000, totalMs * 0.2),
    letGoMs: Math.min(2_000, Math.max(300, totalMs * 0.08)),
  }
}
