import { planBatchSize } from './planBatches.ts'

/** Learns from ended batches how long an item takes, and sizes the next one by it. */
export class BatchPace {
  readonly #fixedSize: number | null
  #msPerItem: number | null = null
  #largestEnded = 0

  /** `fixedSize` is the user's `--batch-size`. */
  constructor(fixedSize: number | null) {
    this.#fixedSize = fixedSize
  }

  nextSize(pending: number, concurrency: number): number {
    return planBatchSize({
      pending,
      concurrency,
      msPerItem: this.#msPerItem,
      largestEnded: this.#largestEnded,
      fixedSize: this.#fixedSize,
    })
  }

  learn(wallMs: number, items: number): void {
    if (items === 0) return
    const msPerItem = wallMs / items
    // The newest batch weighs as much as all before it: items of one kind often lie together.
    this.#msPerItem = this.#msPerItem === null ? msPerItem : (this.#msPerItem + msPerItem) / 2
    this.#largestEnded = Math.max(this.#largestEnded, items)
  }
}
