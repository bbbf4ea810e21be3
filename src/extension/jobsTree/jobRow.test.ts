import { describe, expect, it } from 'vitest'
import { sampleJob, sampleSnapshot } from '../testing/sampleJob.ts'
import { countsText, jobRow, progressPercent, progressText } from './jobRow.ts'

const running = { state: 'running', endedAt: null, total: 3_376 } as const

describe('jobRow', () => {
  it.each([
    [
      { ...running, counts: { succeeded: 1_508, threw: 12 }, remainingMs: 8_000 },
      /^45% · 1,520 of 3,376 · 12 failed · 8.0 s left · homes.csv$/,
      'job living',
      'sync~spin',
    ],
    [
      { ...running, state: 'ingesting', total: null, counts: {} },
      /^reading input · homes.csv$/,
      'job living',
      'sync~spin',
    ],
    [{}, /^10 succeeded · homes.csv · /, 'job ended', 'pass'],
    [{ counts: { succeeded: 8, threw: 2 } }, /^8 succeeded, 2 threw · /, 'job ended retryable', 'error'],
    [
      { state: 'cancelled', counts: { cancelled: 10 } },
      /^cancelled · 10 cancelled · /,
      'job ended retryable',
      'stop-circle',
    ],
    [{ state: 'interrupted', counts: {} }, /^interrupted · nothing ran · /, 'job ended retryable', 'debug-disconnect'],
    [{ state: 'failed', counts: { succeeded: 1 } }, /^failed · 1 succeeded · /, 'job ended retryable', 'error'],
    [{ total: 0, counts: {} }, /^no items · /, 'job ended', 'pass'],
  ] as const)('of %j', (given, description, context, icon) => {
    const row = jobRow(sampleJob(given), 4_000)
    expect(row).toMatchObject({ label: 'score', context, icon: { name: icon }, isExpandable: true })
    expect(row.description).toMatch(description)
  })
})

it('tells 100% only when all items have ended', () => {
  expect(progressPercent(sampleSnapshot({ total: 1_000, counts: { succeeded: 999 } }))).toBe(99)
  expect(progressPercent(sampleSnapshot({ total: 1_000, counts: { succeeded: 1_000 } }))).toBe(100)
  expect(progressPercent(sampleSnapshot({ total: 0, counts: {} }))).toBe(100)
})

it('says that it is being cancelled', () => {
  const cancelling = sampleSnapshot({ ...running, state: 'cancelling', counts: { succeeded: 338 } })
  expect(progressText(cancelling)).toBe('cancelling · 10% · 338 of 3,376')
})

it('names every outcome that there is', () => {
  const counts = { succeeded: 3_364, timedOut: 2, crashed: 1, unserializable: 1, neverRan: 4 }
  expect(countsText(sampleSnapshot({ counts }))).toBe(
    '3,364 succeeded, 2 timed out, 1 crashed, 1 not serializable, 4 never ran',
  )
})
