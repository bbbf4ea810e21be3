import { expect, test } from 'vitest'
import { sampleRequest, sampleSnapshot } from '../../../testing/sampleJob.ts'
import { isLiving, isRetryable } from '../../../jobs/job.ts'
import type { PanelJob } from '../messages/messages.ts'
import {
  announcement,
  formatItemDuration,
  formatUsd,
  paceTitle,
  progressTitle,
  shortLocation,
  stateTitle,
} from './words.ts'

function job(given: Parameters<typeof sampleSnapshot>[0]): PanelJob {
  const snapshot = sampleSnapshot(given)
  return {
    snapshot,
    request: sampleRequest,
    isLiving: isLiving(snapshot.state),
    isRetryable: isRetryable(snapshot),
    now: 12_000,
  }
}

test.each([
  [job({}), 'Succeeded', '10 of 10 items', 'took 1.0 s'],
  [job({ counts: { succeeded: 9, threw: 1 } }), 'Done, with failures', '10 of 10 items', 'took 1.0 s'],
  [job({ state: 'ingesting', total: null, counts: {}, startedAt: null }), 'Reading input', 'Reading the input…', ''],
  [
    job({ state: 'running', counts: { succeeded: 4 }, itemsPerSecond: 2.5, remainingMs: 2_400, endedAt: null }),
    'Running',
    '4 of 10 items',
    '2.5 items/s · 2.4 s left · 10 s so far',
  ],
  [job({ state: 'interrupted', counts: { succeeded: 1 }, total: 1, endedAt: null }), 'Interrupted', '1 of 1 item', ''],
])('says how a job stands', (given, state, progress, pace) => {
  expect([stateTitle(given), progressTitle(given), paceTitle(given)]).toEqual([state, progress, pace])
})

test('tells a screen reader of every tenth of the way, and of the end', () => {
  const told = [0, 1, 2, 3, 4].map((ended) =>
    announcement(job({ state: 'running', total: 40, counts: { succeeded: ended } })),
  )
  expect(new Set(told)).toEqual(new Set(['Running, 0 percent', 'Running, 10 percent']))
  expect(announcement(job({ counts: { succeeded: 9, threw: 1 } }))).toBe(
    'Done, with failures. 10 of 10 items, 1 failed.',
  )
})

test('writes small numbers so that they tell something', () => {
  expect([0, 0.000_042, 0.0131, 0.4, 12.4].map(formatUsd)).toEqual(['$0', '$0.000042', '$0.013', '$0.40', '$12.40'])
  expect([0.02, 0.34, 3.44, 42].map(formatItemDuration)).toEqual(['0.02 ms', '0.3 ms', '3.4 ms', '42 ms'])
})

test('shortens locations of every system', () => {
  expect(shortLocation('/home/a/src/score.ts:12:3')).toBe('score.ts:12')
  expect(shortLocation('C:\\src\\score.ts:12:3')).toBe('score.ts:12')
})
