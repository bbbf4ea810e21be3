import type { Disposes } from './emitter.ts'

/** Runs `flush` after requests for it, at once if it has rested for `intervalMs`, and never twice within that time. */
export class Coalescer implements Disposes {
  readonly #intervalMs: number
  readonly #flush: () => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(intervalMs: number, flush: () => void) {
    this.#intervalMs = intervalMs
    this.#flush = flush
  }

  request(): void {
    if (this.#timer !== null) return
    // Never in the caller's own turn, so that several requests of one turn are one.
    const waitMs = Math.max(0, this.#lastAt + this.#intervalMs - performance.now())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#lastAt = performance.now()
      this.#flush()
    }, waitMs)
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
