import type { OutcomeCounts } from '#protocol/outcome'
import { outcomes } from '#protocol/outcome'

const windowMs = 4_000

/** The rate of a job over the last few seconds. Times are arguments, in milliseconds. */
export class JobProgress {
  readonly #samples: { readonly at: number; readonly finished: number }[] = []

  /** Takes how many items are finished now; returns items per second and the milliseconds left at that rate. */
  measure(now: number, counts: OutcomeCounts, total: number): { itemsPerSecond: number; remainingMs: number | null } {
    const finished = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)
    this.#samples.push({ at: now, finished })
    while (this.#samples.length > 2 && now - (this.#samples[1]?.at ?? now) > windowMs) this.#samples.shift()
    const oldest = this.#samples[0]
    const elapsedMs = now - (oldest?.at ?? now)
    const itemsPerSecond = elapsedMs > 0 ? ((finished - (oldest?.finished ?? 0)) * 1_000) / elapsedMs : 0
    const remainingMs = itemsPerSecond > 0 ? Math.round(((total - finished) * 1_000) / itemsPerSecond) : null
    return { itemsPerSecond, remainingMs }
  }
}
