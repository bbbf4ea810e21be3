const patienceMs = 10 * 60_000
const faultsBeforeReopening = 8

/** How long a service has done nothing but fail. Times are arguments, in milliseconds. */
export class ServiceHealth {
  readonly patienceMinutes = patienceMs / 60_000
  #illSince: number | null = null
  #faultsInARow = 0

  isWell(): void {
    this.#illSince = null
    this.#faultsInARow = 0
  }

  /** Counts a fault. True where so many came in a row that a new connection is worth a try. */
  faulted(now: number): boolean {
    this.#illSince ??= now
    this.#faultsInARow++
    return this.#faultsInARow % faultsBeforeReopening === 0
  }

  isAwayTooLong(now: number): boolean {
    return this.#illSince !== null && now - this.#illSince > patienceMs
  }
}
