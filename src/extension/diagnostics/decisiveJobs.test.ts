import { expect, it } from 'vitest'
import type { Job } from '../jobs/job.ts'
import { sampleJob } from '../testing/sampleJob.ts'
import { decisiveJobs } from './decisiveJobs.ts'

const failing = (jobId: string): Job => sampleJob({ jobId, counts: { succeeded: 7, threw: 3 } })
const passing = (jobId: string): Job => sampleJob({ jobId, counts: { succeeded: 10 } })
const begun = (jobId: string): Job => sampleJob({ jobId, state: 'running', counts: { succeeded: 2 } })
const runningWithFailures = (jobId: string): Job => sampleJob({ jobId, state: 'running', counts: { crashed: 1 } })
const cancelled = (jobId: string): Job => sampleJob({ jobId, state: 'cancelled', counts: { cancelled: 10 } })

it.each<[string, Job[], string]>([
  ['the only one', [failing('a')], 'a'],
  ['a later one that fails', [failing('b'), passing('a')], 'b'],
  ['a later one that passes', [passing('b'), failing('a')], 'b'],
  ['a later one whatever the order', [failing('a'), passing('b')], 'b'],
  ['not one that has just begun', [begun('b'), failing('a')], 'a'],
  ['one that runs and has failed already', [runningWithFailures('b'), passing('a')], 'b'],
  ['not one that was cancelled', [cancelled('b'), failing('a')], 'a'],
  ['none', [begun('b'), cancelled('a')], ''],
])('takes %s', (_, jobs, expected) => {
  expect(
    decisiveJobs(jobs)
      .map(({ jobId }) => jobId)
      .join(),
  ).toBe(expected)
})

it('tells functions apart', () => {
  const other = { ...passing('b'), request: { ...passing('b').request, exportName: 'other' } }
  expect(decisiveJobs([other, failing('a')]).map(({ jobId }) => jobId)).toEqual(['b', 'a'])
})
