import { afterAll, beforeAll, expect, test } from 'vitest'
import { JobSandbox } from './jobSandbox.ts'

const itemCount = 10_000

let sandbox: JobSandbox
beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

/** Outcomes and values as a user reads them; how long it took and how often an item was started may differ. */
const answers = (jobId: string): readonly string[] =>
  sandbox.results(jobId).map((record) => {
    const { ms: _ms, attempts: _attempts, ...rest } = record
    return JSON.stringify(rest)
  })

test('service faults change neither outcomes nor values, use up no retries and at most double the invocations', async () => {
  const inputPath = sandbox.items(
    'numbers.jsonl',
    Array.from({ length: itemCount }, (_, n) => ({ n })),
  )
  const request = sandbox.request([], { inputPath, exportName: 'various' })
  const faultless = await sandbox.run(request)
  const expected = answers(faultless.jobId)
  expect(expected).toHaveLength(itemCount)
  expect(faultless).toMatchObject({ state: 'done', counts: { threw: 103, succeeded: itemCount - 103 } })
  const report: unknown[] = [faultless.invocations]
  for (let seed = 1; seed <= 10; seed += 1) {
    await sandbox.useFaultPlan({ seed, rate: 0.2 })
    const at = Date.now()
    const faulted = await sandbox.run(request)
    report.push([seed, Date.now() - at, faulted.invocations])
    expect(faulted).toMatchObject({ state: 'done', counts: faultless.counts })
    expect(answers(faulted.jobId)).toEqual(expected)
    expect(faulted.invocations.ended).toBeLessThanOrEqual(2 * faultless.invocations.ended)
  }
  console.log(JSON.stringify(report))
}, 300_000)
