import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobSnapshot } from '#runtime-client'
import { JobSandbox } from './jobSandbox.ts'
import { processEnd } from './processEnd.ts'

const itemCount = 400
/** What part of the items has ended when the runner is killed; some time later, by chance, where it is not 1. */
const moments = [0, 0.02, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1]
const leaseMs = 20_000

let sandbox: JobSandbox
beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

async function killRunner(jobId: string): Promise<number> {
  const pid = sandbox.runnerPid(jobId)
  process.kill(pid, 'SIGKILL')
  await processEnd(pid)
  return Date.now()
}

const ended = ({ counts }: JobSnapshot): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

describe('a job whose runner is killed', () => {
  test.each(moments)(
    'when %d of its items have ended is interrupted, and a retry does what is missing',
    async (part) => {
      const name = `killed-${part}.jsonl`
      // The last item keeps the job from ending before its runner does.
      const gate = sandbox.path(`gate-${part}`)
      if (part === 1) writeFileSync(gate, '')
      const items = Array.from({ length: itemCount }, (_, index) => {
        if (index === itemCount - 1) return { gate, name: `item ${index}` }
        return index % 50 === 49 ? { waitMs: 2, throws: 'always' } : { waitMs: 4, name: `item ${index}` }
      })
      const { jobId } = await sandbox.client.startJob(sandbox.request(items, { env: { RUNS: sandbox.path(name) } }))
      await sandbox.when(jobId, (snapshot) => ended(snapshot) >= part * itemCount)
      if (part < 1) await delay(Math.random() * 100)
      await killRunner(jobId)

      // The last of a process's threads lets go of its lock. With all items ended the job may be over already.
      const stateOf = (): string => sandbox.client.readJob(jobId).snapshot.state
      await expect.poll(stateOf).toMatch(part === 1 ? /interrupted|done/ : /interrupted/)
      const snapshot = await sandbox.end(jobId)
      expect(snapshot.state).toBe(stateOf())
      const recorded = new Set(sandbox.results(jobId).map((result) => result.index))
      expect(recorded.size).toBe(ended(snapshot))
      expect(recorded.size).toBeGreaterThanOrEqual(part * itemCount)
      const succeeded = sandbox.results(jobId).filter((result) => result.outcome === 'succeeded')

      writeFileSync(gate, '')
      const retriedAt = Date.now()
      await sandbox.client.retryJob(jobId)
      const end = await sandbox.end(jobId)
      expect(end).toMatchObject({ state: 'done', total: itemCount, counts: { threw: 7, succeeded: itemCount - 7 } })
      const results = sandbox.results(jobId)
      expect(results.map((result) => result.index)).toEqual(items.map((_, index) => index))
      for (const result of results) {
        if (result.outcome === 'succeeded')
          expect(result.value).toEqual({ name: `item ${result.index}`, index: result.index })
      }
      const kept = new Set(succeeded.map((result) => result.index))
      expect(sandbox.traces('start', name).filter(({ index, at }) => at > retriedAt && kept.has(index))).toEqual([])
    },
  )

  test('stops by itself when the lease ends', async () => {
    const items = Array.from({ length: 20_000 }, () => ({ waitMs: 10 }))
    const request = sandbox.request(items, { batchSize: 10_000 })
    const { jobId } = await sandbox.client.startJob(request)
    await sandbox.when(jobId, (snapshot) => ended(snapshot) > 20)
    const killedAt = await killRunner(jobId)
    const running = async (): Promise<number> =>
      (await sandbox.client.localCloudStatus()).reduce((sum, cloud) => sum + (cloud.runningInvocations ?? 0), 0)
    expect(await running()).toBeGreaterThan(0)
    await expect.poll(running, { timeout: 40_000, interval: 250 }).toBe(0)
    const starts = sandbox.traces('start').map(({ at }) => at)
    expect(Math.max(...starts)).toBeGreaterThan(killedAt)
    expect(Math.max(...starts)).toBeLessThan(killedAt + leaseMs + 3_000)
    expect(sandbox.client.readJob(jobId).snapshot.state).toBe('interrupted')
    sandbox.client.removeJob(jobId)
    expect(sandbox.client.jobIds()).not.toContain(jobId)
  })
})
