import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JobSandbox } from './jobSandbox.ts'

let sandbox: JobSandbox
beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

test('a cancelled job starts nothing more, tells what runs, and keeps what is finished', async () => {
  const name = 'cancelled.jsonl'
  const items = Array.from({ length: 2_000 }, (_, index) => ({ waitMs: 20, stubborn: index % 2 === 0 }))
  // The last thing in each batch that runs would wait for ever.
  const gate = sandbox.path('gate')
  items.splice(400, 0, ...Array.from({ length: 20 }, (_, index) => ({ waitMs: 0, gate, stubborn: index % 2 === 0 })))
  const request = sandbox.request(items, { env: { RUNS: sandbox.path(name) }, itemConcurrency: 4, retries: 1 })
  const { jobId } = await sandbox.client.startJob(request)
  await sandbox.when(jobId, ({ counts }) => counts.succeeded > 300)
  const cancelledAt = Date.now()
  await sandbox.client.cancelJob(jobId)
  const end = await sandbox.end(jobId)
  expect(Date.now() - cancelledAt).toBeLessThan(10_000)
  expect(end).toMatchObject({ state: 'cancelled', total: items.length, runningItems: 0 })
  const { succeeded, cancelled, threw } = end.counts
  expect(succeeded).toBeGreaterThan(300)
  expect(succeeded + cancelled + threw).toBe(items.length)
  const lateStarts = sandbox.traces('start', name).filter(({ at }) => at > cancelledAt + 2_000)
  expect(lateStarts).toEqual([])
  // Those that listen to their signal were told.
  expect(sandbox.traces('aborted', name).length).toBeGreaterThan(0)
  const results = sandbox.results(jobId)
  expect(results.map((result) => result.index)).toEqual(items.map((_, index) => index))
  expect(results.filter((result) => result.outcome === 'succeeded')).toHaveLength(succeeded)

  // Nothing of it is left at work, and a retry does the rest.
  const before = sandbox.traces('start', name).length
  writeFileSync(gate, '')
  await sandbox.client.retryJob(jobId)
  expect(await sandbox.end(jobId)).toMatchObject({ state: 'done', counts: { succeeded: items.length } })
  expect(sandbox.traces('start', name).length - before).toBe(items.length - succeeded)
  expect(sandbox.startsAfterRecord(jobId, name)).toEqual([])
})

test('a job that is cancelled while it reads its input leaves nothing behind', async () => {
  const jobsBefore = sandbox.client.jobIds()
  const inputPath = sandbox.items(
    'long.jsonl',
    Array.from({ length: 300_000 }, (_, n) => ({ n })),
  )
  const starting = sandbox.client.startJob(sandbox.request([], { inputPath, exportName: 'various' }))
  const outcome = Promise.allSettled([starting])
  await expect
    .poll(() => sandbox.client.jobIds().filter((id) => !jobsBefore.includes(id)).length, { interval: 5 })
    .toBe(1)
  const [jobId = ''] = sandbox.client.jobIds().filter((id) => !jobsBefore.includes(id))
  await expect.poll(() => existsSync(sandbox.jobFolder(jobId).runnerAddress), { interval: 5 }).toBe(true)
  await sandbox.client.cancelJob(jobId)
  expect(await outcome).toMatchObject([{ status: 'rejected', reason: { name: 'WrenError', kind: 'cancelled' } }])
  expect(sandbox.client.jobIds()).toEqual(jobsBefore)
  expect(existsSync(sandbox.jobFolder(jobId).folder)).toBe(false)
  expect(readdirSync(sandbox.home).toSorted()).toEqual(['jobs', 'local-cloud', 'secret.key'])
})

test('a job that is cancelled at once records every item all the same', async () => {
  const items = Array.from({ length: 50 }, () => ({ waitMs: 50 }))
  const { jobId } = await sandbox.client.startJob(sandbox.request(items))
  await sandbox.client.cancelJob(jobId)
  const end = await sandbox.end(jobId)
  expect(end.state).toBe('cancelled')
  expect(sandbox.results(jobId)).toHaveLength(items.length)
})
