import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countByIndex, JobSandbox } from './jobSandbox.ts'

const itemCount = 120
/** Far apart, neighbours, the first and the last. */
const killers = [0, 17, 60, 61, 119]

const killing = (retried: boolean): readonly unknown[] =>
  Array.from({ length: itemCount }, (_, index) => {
    if (!killers.includes(index)) return { waitMs: 2 }
    return retried ? { killsEnvironmentOnce: true } : { killsEnvironment: true }
  })

describe.each(['streamed', 'buffered'] as const)('%s: items that kill their environment', (delivery) => {
  let sandbox: JobSandbox
  beforeAll(async () => {
    sandbox = await JobSandbox.open({ streaming: delivery === 'streamed' })
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())

  const outcomesOf = (jobId: string): readonly string[] => sandbox.results(jobId).map((result) => result.outcome)
  const expected = Array.from({ length: itemCount }, (_, index) => (killers.includes(index) ? 'crashed' : 'succeeded'))

  test.each([1, 4])('cost themselves alone, %i at once', async (itemConcurrency) => {
    const name = `alone-${itemConcurrency}.jsonl`
    const request = sandbox.request(killing(false), { itemConcurrency, env: { RUNS: sandbox.path(name) } })
    const end = await sandbox.run(request)
    expect(end).toMatchObject({ state: 'done', counts: { crashed: killers.length } })
    expect(outcomesOf(end.jobId)).toEqual(expected)
    const crashed = sandbox.results(end.jobId).filter((result) => result.outcome === 'crashed')
    for (const { error } of crashed) expect(error).toMatchObject({ name: 'EnvironmentLost', kind: 'userCode' })
    expect(countByIndex(sandbox.traces('start', name)).size).toBe(itemCount)
    expect(sandbox.startsAfterRecord(end.jobId, name)).toEqual([])
  })

  test('are tried again as often as --retries says', async () => {
    const name = 'retried.jsonl'
    const env = { RUNS: sandbox.path(name) }
    const twice = await sandbox.run(sandbox.request(killing(false).slice(0, 20), { retries: 2, env }))
    expect(twice.counts).toMatchObject({ crashed: 2, succeeded: 18 })
    const [first] = sandbox.results(twice.jobId)
    expect(first).toMatchObject({ outcome: 'crashed' })
    // Once in company of others, whoever did it, then alone.
    expect(countByIndex(sandbox.traces('start', name)).get(17)).toBeGreaterThanOrEqual(3)
    expect(first?.attempts).toBe(countByIndex(sandbox.traces('start', name)).get(0))
    const once = await sandbox.run(sandbox.request(killing(true), { retries: 1 }))
    expect(once).toMatchObject({ state: 'done', counts: { succeeded: itemCount } })
  })
})
