import { describe, expect, test } from 'vitest'
import type { InvocationSpan } from '#runtime-client'
import { unpackSpans } from '../messages/span.ts'
import { InvocationScan, type InvocationSource } from './invocationScan.ts'

const span = (id: number, endedAt: number | null, given: Partial<InvocationSpan> = {}): InvocationSpan => ({
  id,
  firstItem: id,
  items: 1,
  isColdStart: false,
  isFaulted: false,
  sentAt: id,
  beganAt: id + 1,
  lastItemAt: null,
  endedAt,
  ...given,
})

function sourceOf(spans: InvocationSpan[]): InvocationSource {
  return {
    invocations: (after, limit) => spans.filter(({ id }) => id > after).slice(0, limit),
    invocationsById: (ids) => spans.filter(({ id }) => ids.includes(id)),
  }
}

function lookAtAll(scan: InvocationScan, source: InvocationSource): void {
  for (let more = true; more;) more = scan.lookForEnds(source)
  for (let more = true; more;) more = scan.lookForNew(source)
}

const idsOf = (scan: InvocationScan): number[] => unpackSpans(scan.picture().spans).map(({ id }) => id)

describe('a scan of invocations', () => {
  test('follows those under way to their end and counts each once', () => {
    const spans = [span(1, 51, { isColdStart: true }), span(2, null), span(3, null, { beganAt: null })]
    const scan = new InvocationScan()
    lookAtAll(scan, sourceOf(spans))
    expect(scan.picture()).toMatchObject({ total: 3, coldStarts: 1, stride: 1 })
    expect(scan.billedMs).toBe(50)
    spans.splice(1, 2, span(2, 103), span(3, 10, { isFaulted: true, beganAt: null }), span(4, null))
    lookAtAll(scan, sourceOf(spans))
    lookAtAll(scan, sourceOf(spans))
    expect(scan.picture()).toMatchObject({ total: 4, coldStarts: 1, faulted: 1 })
    expect(scan.billedMs).toBe(150)
    expect(idsOf(scan)).toEqual([1, 2, 3, 4])
  })

  test('keeps a part of very many: every n-th, the longest, and those under way', () => {
    const spans = Array.from({ length: 50_001 }, (_, at) => span(at + 1, at === 7_776 ? at + 90_000 : at + 20))
    spans.push(span(60_001, null))
    const scan = new InvocationScan()
    lookAtAll(scan, sourceOf(spans))
    const { stride, total } = scan.picture()
    const ids = idsOf(scan)
    expect(total).toBe(50_002)
    expect(stride).toBe(32)
    expect(ids.length).toBeLessThan(2_200)
    expect(ids).toContain(7_777)
    expect(ids).toContain(60_001)
    expect(ids.filter((id) => id % 32 === 0)).toHaveLength(Math.floor(50_001 / 32))
  })

  test('looks at more than a page of those under way', () => {
    const spans = Array.from({ length: 1_200 }, (_, at) => span(at + 1, null))
    const scan = new InvocationScan()
    lookAtAll(scan, sourceOf(spans))
    lookAtAll(scan, sourceOf(spans.map(({ id }) => span(id, id + 11))))
    expect(scan.billedMs).toBe(12_000)
  })
})
