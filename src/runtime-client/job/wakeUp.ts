/** Lets one loop sleep until something happens or a time has come. */
export class WakeUp {
  #wake: (() => void) | null = null
  #isSet = false

  signal(): void {
    this.#isSet = true
    this.#wake?.()
  }

  /** Resolves at the next signal (or at once if there was one since the last wait), or after `timeoutMs`. */
  async wait(timeoutMs: number | null): Promise<void> {
    if (!this.#isSet) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        if (timeoutMs !== null) timer = setTimeout(resolve, Math.max(0, timeoutMs))
      })
      clearTimeout(timer)
      this.#wake = null
    }
    this.#isSet = false
  }
}
