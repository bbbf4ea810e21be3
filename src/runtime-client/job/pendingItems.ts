/**
 * The items that wait, in the order in which they are taken: first groups that came back, then the fresh ones by
 * index. Fresh items are a cursor and not a list, so a million of them cost nothing.
 */
export class PendingItems {
  readonly #total: number
  readonly #isWaiting: (index: number) => boolean
  #next = 0
  #freshLeft: number
  readonly #returned: number[] = []
  /** Kept together: what such a group holds is looked at without the company of others. */
  readonly #groups: (readonly number[])[] = []

  /** `isWaiting` tells the items of the job that were not recorded by an earlier run. */
  constructor(total: number, freshLeft: number, isWaiting: (index: number) => boolean) {
    this.#total = total
    this.#freshLeft = freshLeft
    this.#isWaiting = isWaiting
  }

  get size(): number {
    return this.#freshLeft + this.#returned.length + this.#groups.reduce((sum, group) => sum + group.length, 0)
  }

  /** Items that may share a batch with any other. */
  giveBack(indexes: Iterable<number>): void {
    for (const index of indexes) this.#returned.push(index)
  }

  /** Items that make up a batch of their own. */
  giveBackAsBatch(indexes: readonly number[]): void {
    if (indexes.length > 0) this.#groups.push(indexes)
  }

  /** A group whole, if one waits. */
  takeGroup(): readonly number[] | null {
    return this.#groups.shift() ?? null
  }

  /** The next items, at most `count` of them, as long as `fits` says that the next one still does. */
  take(count: number, fits: (index: number) => boolean): readonly number[] {
    const taken: number[] = []
    while (taken.length < count) {
      const index = this.#peek()
      if (index === null) break
      // The first one is taken even where it fits nowhere: it travels alone, through S3.
      if (!fits(index) && taken.length > 0) break
      taken.push(index)
      this.#advance()
    }
    return taken
  }

  #peek(): number | null {
    const returned = this.#returned.at(-1)
    if (returned !== undefined) return returned
    if (this.#freshLeft === 0) return null
    while (this.#next < this.#total && !this.#isWaiting(this.#next)) this.#next++
    return this.#next < this.#total ? this.#next : null
  }

  #advance(): void {
    if (this.#returned.pop() !== undefined) return
    this.#next++
    this.#freshLeft--
  }
}
