import { afterAll, beforeAll, expect, test } from 'vitest'
import { JobSandbox } from './jobSandbox.ts'

let sandbox: JobSandbox
beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

test('a job goes on by itself where its local cloud is killed, and where its function is deleted', async () => {
  const items = Array.from({ length: 600 }, (_, index) => ({ waitMs: 10, name: `item ${index}` }))
  const { jobId } = await sandbox.client.startJob(sandbox.request(items))
  await sandbox.when(jobId, ({ counts }) => counts.succeeded > 50)
  const first = await sandbox.startLocalCloud()
  process.kill(first.pid, 'SIGKILL')
  await sandbox.when(jobId, ({ counts }) => counts.succeeded > 350)
  const second = await sandbox.startLocalCloud()
  expect(second.pid).not.toBe(first.pid)
  await sandbox.client.removeRuntime('local')
  const end = await sandbox.end(jobId)
  expect(end).toMatchObject({ state: 'done', counts: { succeeded: items.length } })
  expect(sandbox.results(jobId).map((result) => result.value)).toEqual(
    items.map(({ name }, index) => ({ name, index })),
  )
})
