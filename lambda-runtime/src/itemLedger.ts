import type { BatchItem } from '#protocol/invocation'

/** Whom a child's death is on: an item, none of those that run, or nobody knows which of them. */
export type Blame =
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }

/** What a child's death means for the items that ran in it. */
export interface DeathVerdict {
  /** The item that caused it and ends with it. */
  readonly culprit: BatchItem | undefined
  /** Items that lost their child to others too often to be tried again here. */
  readonly givenUp: readonly BatchItem[]
}

/** An item that loses its child to others this many times goes back to the client. */
const maxLosses = 3

/**
 * Who of a batch waits, runs and has ended, over as many children as it takes. An item whose child died under it, and that
 * is not known to be the culprit, runs again alone: then whatever happens is its own doing.
 */
export class ItemLedger {
  private readonly concurrency: number
  private waiting: BatchItem[]
  private readonly alone: BatchItem[] = []
  private readonly sent = new Map<number, BatchItem>()
  private readonly runningItems = new Map<number, BatchItem>()
  private readonly losses = new Map<number, number>()
  private deathsWithoutProgress = 0

  constructor(items: readonly BatchItem[], concurrency: number) {
    this.waiting = items.toReversed()
    this.concurrency = concurrency
  }

  get running(): ReadonlyMap<number, BatchItem> {
    return this.runningItems
  }

  /** Items that are neither running nor ended. */
  get unstarted(): number {
    return this.waiting.length + this.alone.length + this.sent.size
  }

  get sentCount(): number {
    return this.sent.size
  }

  /** The items to send to the child now: at most `limit` that fit into `maxSize`, or one that must be alone. */
  take(limit: number, maxSize: number, sizeOf: (item: BatchItem) => number): readonly BatchItem[] {
    const items: BatchItem[] = []
    if (this.alone.length > 0) {
      const next = this.sent.size + this.runningItems.size === 0 ? this.alone.shift() : undefined
      if (next !== undefined) {
        sizeOf(next)
        items.push(next)
      }
    } else if (!this.isSomeoneAlone()) {
      for (let size = 0; items.length < limit && size < maxSize;) {
        const next = this.waiting.pop()
        if (next === undefined) break
        size += sizeOf(next)
        items.push(next)
      }
    }
    for (const item of items) this.sent.set(item.index, item)
    return items
  }

  started(index: number): boolean {
    const item = this.sent.get(index)
    if (item === undefined) return false
    this.sent.delete(index)
    this.runningItems.set(index, item)
    return true
  }

  /** Whether the item was running, and so this is its end. */
  finished(index: number): boolean {
    this.deathsWithoutProgress = 0
    return this.runningItems.delete(index)
  }

  childDied(blame: Blame): DeathVerdict {
    for (const item of [...this.sent.values()].reverse()) {
      if (this.losses.has(item.index)) this.alone.unshift(item)
      else this.waiting.push(item)
    }
    this.sent.clear()
    const running = [...this.runningItems.values()]
    this.runningItems.clear()
    const [first, second] = running
    const isAloneToBlame = blame.kind === 'unknown' && second === undefined
    const culprit = isAloneToBlame ? first : running.find((item) => blame.kind === 'item' && item.index === blame.index)
    this.deathsWithoutProgress = culprit === undefined ? this.deathsWithoutProgress + 1 : 0
    const givenUp: BatchItem[] = []
    for (const item of running) if (item !== culprit && !this.lose(item)) givenUp.push(item)
    // Children that die with nothing to show for it would be replaced for ever.
    if (this.deathsWithoutProgress > maxLosses) givenUp.push(...this.handBackUnstarted())
    return { culprit, givenUp }
  }

  /** Takes out all that is neither running nor ended. */
  handBackUnstarted(): readonly BatchItem[] {
    const items = [...this.alone, ...this.sent.values(), ...this.waiting.reverse()]
    this.alone.length = 0
    this.sent.clear()
    this.waiting = []
    return items
  }

  private isSomeoneAlone(): boolean {
    if (this.concurrency === 1) return false
    for (const index of this.runningItems.keys()) if (this.losses.has(index)) return true
    for (const index of this.sent.keys()) if (this.losses.has(index)) return true
    return false
  }

  private lose(item: BatchItem): boolean {
    const losses = (this.losses.get(item.index) ?? 0) + 1
    this.losses.set(item.index, losses)
    if (losses >= maxLosses) return false
    this.alone.push({ ...item, attempt: item.attempt + 1 })
    return true
  }
}
