/** An invocation's life; times in milliseconds since the epoch, NaN for what has not come. */
export interface Span {
  readonly id: number
  readonly firstItem: number
  readonly items: number
  readonly isColdStart: boolean
  readonly isFaulted: boolean
  readonly sentAt: number
  readonly beganAt: number
  readonly lastItemAt: number
  readonly endedAt: number
}

/** Numbers that stand for one span. */
export const spanFields = 9

/** Puts spans into one array, which travels as bytes. */
export function packSpans(spans: readonly Span[]): Float64Array {
  const packed = new Float64Array(spans.length * spanFields)
  spans.forEach((span, position) => {
    const { id, firstItem, items, isColdStart, isFaulted, sentAt, beganAt, lastItemAt, endedAt } = span
    const fields = [id, firstItem, items, Number(isColdStart), Number(isFaulted), sentAt, beganAt, lastItemAt, endedAt]
    packed.set(fields, position * spanFields)
  })
  return packed
}

/** Takes out what `packSpans` put in. */
export function unpackSpans(packed: Float64Array): readonly Span[] {
  return Array.from({ length: packed.length / spanFields }, (_, position) => {
    const field = (at: number): number => packed[position * spanFields + at] ?? Number.NaN
    return {
      id: field(0),
      firstItem: field(1),
      items: field(2),
      isColdStart: field(3) === 1,
      isFaulted: field(4) === 1,
      sentAt: field(5),
      beganAt: field(6),
      lastItemAt: field(7),
      endedAt: field(8),
    }
  })
}
