import { expect, it } from 'vitest'
import { lastJobs, lensKey, scoreTitle } from './lensTitles.ts'
import { sampleJob } from './testing/sampleJob.ts'

it.each([
  [{}, '$(pass)\u00a010 of 10 succeeded'],
  [{ counts: { succeeded: 8, threw: 2 } }, '$(error)\u00a08 of 10 succeeded'],
  [{ state: 'cancelled', counts: { succeeded: 1, cancelled: 9 } }, '$(stop-circle)\u00a0cancelled, 1 of 10 succeeded'],
  [{ state: 'interrupted', counts: { succeeded: 1 } }, '$(warning)\u00a0interrupted, 1 of 10 succeeded'],
  [{ state: 'running', endedAt: null, counts: { succeeded: 1 } }, '$(sync~spin)\u00a010% · 1 of 10'],
] as const)('the score of %j', (given, title) => {
  expect(scoreTitle(sampleJob(given))).toBe(title)
})

it('takes the newest job of a function', () => {
  const [older, newer] = [sampleJob({ jobId: 'a' }), sampleJob({ jobId: 'b' })]
  expect(lastJobs([newer, older]).get(lensKey(newer.request))).toBe(newer)
})
