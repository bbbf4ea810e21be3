import type { InvocationSpan } from '#runtime-client'
import { packSpans, type Span } from '../messages/span.ts'
import type { PanelInvocations } from '../messages/messages.ts'

/** What is read of a job's invocations. */
export interface InvocationSource {
  invocations(after: number, limit: number): readonly InvocationSpan[]
  invocationsById(ids: readonly number[]): readonly InvocationSpan[]
}

/** Invocations read in one go. */
const pageSize = 200

/** More than a picture of them has room for. */
const mostSampled = 2_000
const mostLongest = 100

/**
 * Follows all invocations of a job and keeps a picture's worth of them: all while they are few, else every n-th, the
 * longest, and those under way.
 */
export class InvocationScan {
  readonly #sampled = new Map<number, InvocationSpan>()
  readonly #underWay = new Map<number, InvocationSpan>()
  #longest: readonly InvocationSpan[] = []
  #stride = 1
  #lastId = 0
  #openFrom = 0
  #total = 0
  #coldStarts = 0
  #faulted = 0
  #billedMs = 0

  /** Reads one page of what is new. False when there was no more. */
  lookForNew(source: InvocationSource): boolean {
    const page = source.invocations(this.#lastId, pageSize)
    for (const span of page) this.#take(span)
    this.#total += page.length
    this.#lastId = page.at(-1)?.id ?? this.#lastId
    return page.length === pageSize
  }

  /** Reads again some of those that were under way. False when all of them were looked at. */
  lookForEnds(source: InvocationSource): boolean {
    const ids = [...this.#underWay.keys()].filter((id) => id > this.#openFrom).slice(0, pageSize)
    this.#openFrom = ids.length < pageSize ? 0 : (ids.at(-1) ?? 0)
    if (ids.length > 0) for (const span of source.invocationsById(ids)) this.#take(span)
    return ids.length === pageSize
  }

  /** Time that is paid for: cold starts count from when they were sent, as AWS bills the start of an environment too. */
  get billedMs(): number {
    return this.#billedMs
  }

  get coldStarts(): number {
    return this.#coldStarts
  }

  get total(): number {
    return this.#total
  }

  picture(): PanelInvocations {
    const spans = new Map([...this.#sampled, ...this.#underWay])
    for (const span of this.#longest) spans.set(span.id, span)
    const inOrder = [...spans.values()].sort((a, b) => a.id - b.id)
    return {
      total: this.#total,
      coldStarts: this.#coldStarts,
      faulted: this.#faulted,
      spans: packSpans(inOrder.map(toSpan)),
      stride: this.#stride,
    }
  }

  #take(span: InvocationSpan): void {
    if (span.endedAt === null) return void this.#underWay.set(span.id, span)
    this.#underWay.delete(span.id)
    this.#coldStarts += Number(span.isColdStart)
    this.#faulted += Number(span.isFaulted)
    this.#billedMs += billedMs(span)
    if (span.id % this.#stride === 0) this.#sampled.set(span.id, span)
    if (this.#sampled.size > mostSampled) this.#thin()
    this.#keepIfLong(span)
  }

  #keepIfLong(span: InvocationSpan): void {
    const shortest = this.#longest.at(-1)
    if (shortest !== undefined && this.#longest.length === mostLongest && lengthMs(span) <= lengthMs(shortest)) return
    this.#longest = [...this.#longest, span].sort((a, b) => lengthMs(b) - lengthMs(a)).slice(0, mostLongest)
  }

  #thin(): void {
    this.#stride *= 2
    for (const id of this.#sampled.keys()) if (id % this.#stride !== 0) this.#sampled.delete(id)
  }
}

const lengthMs = ({ sentAt, endedAt }: InvocationSpan): number => (endedAt ?? sentAt) - sentAt

function billedMs({ isColdStart, sentAt, beganAt, endedAt }: InvocationSpan): number {
  const from = isColdStart ? sentAt : beganAt
  return from === null || endedAt === null ? 0 : Math.max(0, endedAt - from)
}

const toSpan = (span: InvocationSpan): Span => ({
  ...span,
  beganAt: span.beganAt ?? Number.NaN,
  lastItemAt: span.lastItemAt ?? Number.NaN,
  endedAt: span.endedAt ?? Number.NaN,
})
