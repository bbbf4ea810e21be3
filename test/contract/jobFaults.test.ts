import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JobRequest, JobSnapshot } from '#runtime-client'
import { JobSandbox } from './jobSandbox.ts'

const itemCount = 10_000
/** Of all calls, to Lambda and to S3, from the runner and from the workers. */
const rate = 0.2

let sandbox: JobSandbox
let request: JobRequest
beforeAll(async () => {
  sandbox = await JobSandbox.open()
  const numbers = Array.from({ length: itemCount }, (_, n) => ({ n }))
  // With no retries, a fault that is charged to an item is an outcome that the run without faults does not have.
  request = sandbox.request(numbers, { exportName: 'various', retries: 0 })
})
afterAll(() => sandbox[Symbol.asyncDispose]())

/** Outcomes and values as a user reads them; how long it took and how often an item was started may differ. */
const answers = (jobId: string): readonly string[] =>
  sandbox.results(jobId).map((record) => {
    const { ms: _ms, attempts: _attempts, ...rest } = record
    return JSON.stringify(rest)
  })

async function runWithout(options: Partial<JobRequest>): Promise<JobSnapshot> {
  await sandbox.useFaultPlan(null)
  const end = await sandbox.run({ ...request, ...options })
  expect(end).toMatchObject({ state: 'done', counts: { threw: 103, succeeded: itemCount - 103 } })
  expect(end.invocations.faulted).toBe(0)
  return end
}

test.each([
  // The one measure that counts: batches as they are planned.
  { options: {}, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  // Many small batches meet many more faults.
  { options: { batchSize: 50, concurrency: 4 }, seeds: [11, 12] },
])(
  'faults change neither outcomes nor values and at most double the invocations: $options',
  async ({ options, seeds }) => {
    const faultless = await runWithout(options)
    const expected = answers(faultless.jobId)
    for (const seed of seeds) {
      await sandbox.useFaultPlan({ seed, rate })
      const faulted = await sandbox.run({ ...request, ...options })
      expect(faulted).toMatchObject({ state: 'done', counts: faultless.counts })
      expect(answers(faulted.jobId)).toEqual(expected)
      expect(faulted.invocations.faulted).toBeGreaterThan(0)
      expect(faulted.invocations.ended).toBeLessThanOrEqual(2 * faultless.invocations.ended)
    }
  },
  300_000,
)
