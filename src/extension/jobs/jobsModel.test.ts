import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobSnapshot } from '#runtime-client'
import { sampleRequest, sampleSnapshot } from '../testing/sampleJob.ts'
import { type JobChange, JobsModel, type JobSource } from './jobsModel.ts'

/** Jobs in memory, of which each follower sees every state until the job has ended. */
class MemoryJobs implements JobSource {
  readonly snapshots = new Map<string, JobSnapshot>()
  readonly #wakers = new Set<() => void>()
  #listener: ((jobId: string | null) => void) | null = null

  jobIds(): readonly string[] {
    return [...this.snapshots.keys()].toSorted().toReversed()
  }

  readRequest(): typeof sampleRequest {
    return sampleRequest
  }

  watchJobs(listener: (jobId: string | null) => void): Disposable {
    this.#listener = listener
    return { [Symbol.dispose]: () => (this.#listener = null) }
  }

  async *followJob(jobId: string, signal?: AbortSignal): AsyncGenerator<JobSnapshot> {
    for (;;) {
      const snapshot = this.snapshots.get(jobId)
      if (snapshot === undefined) throw new Error(`no job ${jobId}`)
      yield snapshot
      if (snapshot.endedAt !== null) return
      await new Promise<void>((resolve) => {
        this.#wakers.add(resolve)
        signal?.addEventListener('abort', () => resolve())
      })
      if (signal?.aborted === true) return
    }
  }

  put(jobId: string, given: Parameters<typeof sampleSnapshot>[0]): void {
    const isNew = !this.snapshots.has(jobId)
    this.snapshots.set(jobId, sampleSnapshot({ ...given, jobId }))
    for (const wake of this.#wakers) wake()
    this.#wakers.clear()
    this.#listener?.(isNew ? null : jobId)
  }

  remove(jobId: string): void {
    this.snapshots.delete(jobId)
    this.#listener?.(null)
  }
}

const running = { state: 'running', endedAt: null } as const

describe('JobsModel', () => {
  let source: MemoryJobs
  let model: JobsModel
  let changes: JobChange[]
  const faults = vi.fn()

  beforeEach(() => {
    vi.useFakeTimers()
    source = new MemoryJobs()
    model = new JobsModel(async () => source, faults)
    changes = []
    model.onDidChangeJob((change) => changes.push(change))
  })
  afterEach(() => {
    model.dispose()
    vi.useRealTimers()
  })

  const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(100))
  const told = (): readonly string[] => changes.splice(0).map(({ jobId, job }) => `${jobId} ${job?.snapshot.state}`)

  it('finds the jobs that are there, those at work first and then the newest', async () => {
    source.put('a', running)
    source.put('b', {})
    source.put('c', {})
    await model.start()
    expect(model.jobs().map(({ jobId }) => jobId)).toEqual(['a', 'c', 'b'])
    expect(model.livingJobs().map(({ jobId }) => jobId)).toEqual(['a'])
  })

  it('tells of a job that another process starts, of its progress and of its end', async () => {
    await model.start()
    source.put('a', { ...running, state: 'ingesting' })
    await settle()
    source.put('a', running)
    await settle()
    source.put('a', {})
    await settle()
    expect(told()).toEqual(['a ingesting', 'a running', 'a done'])
  })

  it('tells whole states, at most ten times a second, and the last one', async () => {
    source.put('a', { ...running, counts: {} })
    await model.start()
    await settle()
    changes.length = 0
    for (let succeeded = 1; succeeded <= 100; succeeded++) {
      source.put('a', { ...running, total: 100, counts: { succeeded } })
      await vi.advanceTimersByTimeAsync(10)
    }
    await settle()
    expect(changes.length).toBeLessThanOrEqual(12)
    expect(changes.at(-1)?.job?.snapshot.counts.succeeded).toBe(100)
    changes.forEach((change, index) => {
      if (index > 0) expect(change.before).toBe(changes[index - 1]?.job)
    })
  })

  it('notices that an ended job goes on', async () => {
    source.put('a', {})
    await model.start()
    await settle()
    source.put('a', running)
    await settle()
    expect(told()).toEqual(['a done', 'a running'])
  })

  it('forgets a job that is removed', async () => {
    source.put('a', {})
    await model.start()
    await settle()
    source.remove('a')
    await settle()
    expect(model.jobs()).toEqual([])
    expect(told()).toEqual(['a done', 'a undefined'])
  })

  it('starts anew from another source', async () => {
    source.put('a', running)
    await model.start()
    await settle()
    source = new MemoryJobs()
    source.put('b', {})
    await model.start()
    await settle()
    expect(told()).toEqual(['a running', 'a undefined', 'b done'])
  })

  it('lets no job that cannot be read keep it from the others', async () => {
    source.put('a', {})
    source.put('b', {})
    const follow = source.followJob.bind(source)
    source.followJob = (jobId, signal) => {
      if (jobId === 'b') throw new Error('of a newer version')
      return follow(jobId, signal)
    }
    await model.start()
    expect(model.jobs().map(({ jobId }) => jobId)).toEqual(['a'])
    expect(faults).toHaveBeenCalledWith('b', expect.objectContaining({ message: 'of a newer version' }))
  })

  it('lets go of everything when it is disposed of', async () => {
    source.put('a', running)
    await model.start()
    model.dispose()
    source.put('a', {})
    await settle()
    expect(changes.filter(({ job }) => job !== null)).toEqual([])
  })
})
