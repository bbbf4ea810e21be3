/** Aborts a connection on which nothing came for too long. */
export class SilenceWatch {
  readonly #connection: AbortController
  #timer: NodeJS.Timeout | undefined
  #limitMs = 0
  #isOver = false
  #isPaused = false

  constructor(connection: AbortController) {
    this.#connection = connection
  }

  /** Whether it was the silence that ended the connection. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Begins to wait anew, for at most so long. */
  start(limitMs: number): void {
    this.#isPaused = false
    if (this.#timer !== undefined && limitMs === this.#limitMs) {
      this.#timer.refresh()
      return
    }
    clearTimeout(this.#timer)
    this.#limitMs = limitMs
    this.#timer = setTimeout(() => {
      if (this.#isPaused) return
      this.#isOver = true
      this.#connection.abort()
    }, limitMs)
  }

  /** Until the next start, silence is the reader's own: it has not taken what came. */
  pause(): void {
    this.#isPaused = true
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
