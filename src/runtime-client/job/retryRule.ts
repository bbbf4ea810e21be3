import type { Outcome } from '#protocol/outcome'

/** Outcomes for which `--retries` allows another try. What cannot be serialized would fail the same way again. */
const retryable: ReadonlySet<Outcome> = new Set<Outcome>(['threw', 'timedOut', 'crashed'])

/**
 * Whether an item that ended so is tried again. `failures` counts this failure too: with 2 retries the third failure
 * is the last one.
 */
export function isTriedAgain(outcome: Outcome, failures: number, retries: number): boolean {
  return retryable.has(outcome) && failures <= retries
}
