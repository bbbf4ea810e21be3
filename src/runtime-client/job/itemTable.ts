import { outcomes, type Outcome, type OutcomeCounts } from '#protocol/outcome'

const pending = 0
const running = 1
const firstOutcome = 2

/**
 * Where every item of a job stands, in typed arrays: a few bytes an item, so that a million items cost a few MB.
 * An item is pending, running, or has its outcome; an outcome is never taken back.
 */
export class ItemTable {
  readonly total: number
  readonly #states: Uint8Array
  readonly #starts: Uint16Array
  readonly #failures: Uint8Array
  readonly #losses: Uint8Array
  readonly #counts = new Uint32Array(firstOutcome + outcomes.length)

  constructor(total: number) {
    this.total = total
    this.#states = new Uint8Array(total)
    this.#starts = new Uint16Array(total)
    this.#failures = new Uint8Array(total)
    this.#losses = new Uint8Array(total)
    this.#counts[pending] = total
  }

  isPending(index: number): boolean {
    return this.#states[index] === pending
  }

  isRunning(index: number): boolean {
    return this.#states[index] === running
  }

  isRecorded(index: number): boolean {
    return (this.#states[index] ?? 0) >= firstOutcome
  }

  /** How often the item was started so far, over all runs of the job. */
  starts(index: number): number {
    return this.#starts[index] ?? 0
  }

  /** Failures that count against `--retries` in this run of the job. */
  failures(index: number): number {
    return this.#failures[index] ?? 0
  }

  /** How often an environment was lost under the item without proof that the item did it. */
  losses(index: number): number {
    return this.#losses[index] ?? 0
  }

  get runningItems(): number {
    return this.#counts[running] ?? 0
  }

  get unrecorded(): number {
    return (this.#counts[pending] ?? 0) + this.runningItems
  }

  counts(): OutcomeCounts {
    const count = (outcome: Outcome): number => this.#counts[firstOutcome + outcomes.indexOf(outcome)] ?? 0
    return {
      succeeded: count('succeeded'),
      threw: count('threw'),
      timedOut: count('timedOut'),
      crashed: count('crashed'),
      unserializable: count('unserializable'),
      neverRan: count('neverRan'),
      cancelled: count('cancelled'),
    }
  }

  start(index: number, attempt: number): void {
    this.#starts[index] = Math.max(attempt, this.starts(index))
    if (!this.isRecorded(index)) this.#set(index, running)
  }

  /** The item goes back to the queue. */
  requeue(index: number): void {
    if (!this.isRecorded(index)) this.#set(index, pending)
  }

  countFailure(index: number): void {
    this.#failures[index] = Math.min(255, this.failures(index) + 1)
  }

  countLoss(index: number): void {
    this.#losses[index] = Math.min(255, this.losses(index) + 1)
  }

  /** False where the item has an outcome already: a second run of it may have ended too, and the first record stands. */
  record(index: number, outcome: Outcome): boolean {
    if (index < 0 || index >= this.total || this.isRecorded(index)) return false
    this.#set(index, firstOutcome + outcomes.indexOf(outcome))
    return true
  }

  /** Takes over what an earlier run of the job recorded or started. */
  restore(index: number, starts: number, outcome: Outcome | null): void {
    this.#starts[index] = starts
    if (outcome !== null) this.#set(index, firstOutcome + outcomes.indexOf(outcome))
  }

  #set(index: number, state: number): void {
    const before = this.#states[index] ?? pending
    this.#counts[before] = (this.#counts[before] ?? 0) - 1
    this.#counts[state] = (this.#counts[state] ?? 0) + 1
    this.#states[index] = state
  }
}
