import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchJobs } from './watchJobs.ts'

describe('watchJobs', () => {
  let home: string
  let watching: Disposable
  let told: (string | null)[]
  let wake: () => void

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'wren-watch-'))
    await mkdir(join(home, 'jobs', 'old'), { recursive: true })
    told = []
    wake = () => undefined
    watching = watchJobs(home, (jobId) => {
      told.push(jobId)
      wake()
    })
  })
  afterEach(async () => {
    watching[Symbol.dispose]()
    await rm(home, { recursive: true })
  })

  /** Resolves once this was told; what was told before does not count twice. */
  async function hear(wanted: string | null): Promise<void> {
    while (!told.includes(wanted)) await new Promise<void>((resolve) => (wake = resolve))
    told = []
  }

  async function replaceRecord(jobId: string): Promise<void> {
    const path = join(home, 'jobs', jobId, 'job.json')
    await writeFile(`${path}.tmp`, '{}')
    await rename(`${path}.tmp`, path)
  }

  it('tells that a job came, what becomes of it, and that it went', async () => {
    await mkdir(join(home, 'jobs', 'new'))
    await hear(null)
    await replaceRecord('new')
    await hear('new')
    await rm(join(home, 'jobs', 'new'), { recursive: true })
    await hear(null)
  })

  it('tells that a job which was there goes on', async () => {
    await replaceRecord('old')
    await hear('old')
    await writeFile(join(home, 'jobs', 'old', 'runner.json'), '{}')
    await hear('old')
  })

  it('says nothing of files that change with every item', async () => {
    await writeFile(join(home, 'jobs', 'old', 'records.jsonl'), '{}\n')
    await replaceRecord('old')
    await hear('old')
    expect(told).toEqual([])
  })

  it('makes the folder of jobs where there is none yet', async () => {
    watching[Symbol.dispose]()
    await rm(join(home, 'jobs'), { recursive: true })
    watching = watchJobs(home, (jobId) => {
      told.push(jobId)
      wake()
    })
    await mkdir(join(home, 'jobs', 'first'))
    await hear(null)
  })
})
