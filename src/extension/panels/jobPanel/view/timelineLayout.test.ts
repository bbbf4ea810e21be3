import { describe, expect, test } from 'vitest'
import { packSpans, type Span, unpackSpans } from '../messages/span.ts'
import { endLostSpans, layoutTimeline, stragglers, timeTicks } from './timelineLayout.ts'

const span = (id: number, sentAt: number, endedAt = Number.NaN, given: Partial<Span> = {}): Span => ({
  id,
  firstItem: 0,
  items: 1,
  isColdStart: false,
  isFaulted: false,
  sentAt,
  beganAt: Number.NaN,
  lastItemAt: Number.NaN,
  endedAt,
  ...given,
})

test('spans survive the way through bytes', () => {
  const spans = [span(1, 100, 200), span(2, 150, Number.NaN, { isColdStart: true, isFaulted: true })]
  expect(unpackSpans(packSpans(spans))).toEqual(spans)
})

describe('the timeline', () => {
  test('reuses lanes that are free', () => {
    const { bars, lanes, lengthMs } = layoutTimeline([span(1, 0, 10), span(2, 5, 20), span(3, 10, 30)], 99)
    expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 0])
    expect(lanes).toBe(2)
    expect(lengthMs).toBe(30)
  })

  test('cuts a life into phases', () => {
    const { bars } = layoutTimeline(
      [
        span(1, 100, 190, { isColdStart: true, beganAt: 130, lastItemAt: 180 }),
        span(2, 110, 150, { beganAt: 115, lastItemAt: 150 }),
        span(3, 120, Number.NaN, { beganAt: 140 }),
        span(4, 150),
        // A worker whose clock is behind.
        span(5, 160, 170, { beganAt: 90, lastItemAt: 80 }),
      ],
      200,
    )
    const phases = bars.map((bar) => bar.phases.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]))
    expect(phases).toEqual([
      [
        ['coldStart', 0, 30],
        ['running', 30, 80],
        ['collecting', 80, 90],
      ],
      [
        ['queued', 10, 15],
        ['running', 15, 50],
      ],
      [
        ['queued', 20, 40],
        ['running', 40, 100],
      ],
      [['queued', 50, 100]],
      [['collecting', 60, 70]],
    ])
  })

  test('shows the latest run alone', () => {
    const timeline = layoutTimeline([span(1, 0, 1_000), span(2, 500_000, 501_000)], 502_000)
    expect(timeline).toMatchObject({ isLatestRunOnly: true, lengthMs: 1_000 })
  })

  test('is empty before the first invocation', () => {
    expect(layoutTimeline([], 5)).toEqual({ bars: [], lanes: 0, lengthMs: 0, isLatestRunOnly: false })
  })

  test('tells stragglers', () => {
    const timeline = layoutTimeline(
      [span(1, 0, 100), span(2, 0, 110), span(3, 0, 900), span(4, 0, 120), span(5, 0, 3_000)],
      5_000,
    )
    expect(stragglers(timeline, 5).map((bar) => bar.span.id)).toEqual([5, 3])
  })
})

test('times on the axis are round', () => {
  expect(timeTicks(3_300, 6)).toEqual([0, 1_000, 2_000, 3_000])
  expect(timeTicks(0, 6)).toEqual([0])
  expect(timeTicks(2_500_000, 6)).toEqual([0, 600_000, 1_200_000, 1_800_000, 2_400_000])
})

test('invocations whose runner has gone reach as far as is known', () => {
  const lost = span(1, 100, Number.NaN, { beganAt: 150, lastItemAt: 180 })
  const ended = span(2, 110, 200)
  const underWay = span(3, 900)
  expect(endLostSpans([lost, ended, underWay], 800)).toEqual([
    { ...lost, endedAt: 180, isFaulted: true },
    ended,
    underWay,
  ])
  expect(endLostSpans([underWay], null)).toEqual([{ ...underWay, endedAt: 900, isFaulted: true }])
})
