/**
 * How many invocations may be under way: additive increase, multiplicative decrease, as TCP does. Pure: time comes in
 * as an argument, in milliseconds.
 */
export class ConcurrencyLimit {
  #wanted: number
  #limit: number
  #faultsInARow = 0
  #pausedUntil = 0
  readonly #random: () => number

  constructor(wanted: number, random: () => number) {
    this.#wanted = wanted
    this.#limit = wanted
    this.#random = random
  }

  get current(): number {
    return Math.max(1, Math.floor(this.#limit))
  }

  /** No new invocation before this time. */
  get pausedUntil(): number {
    return this.#pausedUntil
  }

  setWanted(wanted: number): void {
    this.#wanted = wanted
    this.#limit = wanted
  }

  succeeded(): void {
    this.#faultsInARow = 0
    this.#limit = Math.min(this.#wanted, this.#limit + Math.max(1, this.#wanted / 20))
  }

  /**
   * Throttled: a pause, and no more at once than the service carries just now. `carried` is how many invocations it
   * has accepted that are still under way.
   */
  throttled(now: number, carried: number): void {
    if (now >= this.#pausedUntil) this.#limit = Math.max(1, Math.min(this.#limit * 0.7, carried))
    this.faulted(now)
  }

  /** A fault that says nothing of the number at once: a pause with jitter that doubles as long as nothing succeeds. */
  faulted(now: number): void {
    // Calls sent together fail together; that is one piece of news and not many.
    if (now < this.#pausedUntil) return
    const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#faultsInARow)
    this.#faultsInARow++
    this.#pausedUntil = now + longest * (0.5 + this.#random() / 2)
  }
}

const firstPauseMs = 50
const longestPauseMs = 20_000
