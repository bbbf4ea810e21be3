/** Milliseconds that pass only while the reply's reader keeps up: what an item waits for its reader is not its time. */
export class PausedClock {
  private pausedMs = 0
  private pausedSinceMs: number | undefined = undefined

  /** `performance.now()` less the pauses. */
  now(): number {
    const real = performance.now()
    return real - this.pausedMs - (this.pausedSinceMs === undefined ? 0 : real - this.pausedSinceMs)
  }

  pause(): void {
    this.pausedSinceMs ??= performance.now()
  }

  resume(): void {
    if (this.pausedSinceMs === undefined) return
    this.pausedMs += performance.now() - this.pausedSinceMs
    this.pausedSinceMs = undefined
  }
}
