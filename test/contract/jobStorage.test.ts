import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JobSandbox } from './jobSandbox.ts'

/** A small disk of its own; null where this user may not mount one. */
function mountSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'wren-disk-'))
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder])
  if (mounted !== false && mounted.status === 0) return folder
  rmSync(folder, { recursive: true })
  return null
}

const disk = mountSmallDisk()
const isRoot = process.getuid?.() === 0

describe.skipIf(disk === null)('a disk that fills up (needs the right to mount one)', () => {
  let sandbox: JobSandbox
  beforeAll(async () => {
    sandbox = await JobSandbox.open({}, disk ?? '')
  })
  afterAll(async () => {
    await sandbox.client.stopLocalCloud()
    spawnSync('umount', ['-l', disk ?? ''])
    rmSync(disk ?? '', { recursive: true, force: true })
  })

  test('fails the job with a word on it, and a retry with space again does the rest', async () => {
    const items = Array.from({ length: 700 }, (_, index) => ({ waitMs: 2, name: `item ${index}`, valueBytes: 50_000 }))
    const { jobId } = await sandbox.client.startJob(sandbox.request(items, { env: { RUNS: '/dev/null' } }))
    const full = await sandbox.end(jobId)
    expect(full).toMatchObject({ state: 'failed', reason: { kind: 'quota' } })
    expect(full.reason?.message).toContain('is full')
    expect(full.reason?.nextStep).toContain(`wren retry ${jobId}`)
    // The same from its files, which had to be written to the full disk.
    await expect.poll(() => sandbox.client.readJob(jobId).snapshot).toMatchObject({ state: 'failed' })
    const { snapshot } = sandbox.client.readJob(jobId)
    expect(snapshot).toMatchObject({ reason: full.reason, counts: full.counts })
    const kept = sandbox.results(jobId)
    expect(kept.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(full.counts.succeeded)
    expect(full.counts.succeeded).toBeGreaterThan(50)
    expect(full.counts.succeeded).toBeLessThan(items.length)
    expect(readdirSync(sandbox.jobFolder(jobId).folder).filter((name) => name.endsWith('.tmp'))).toEqual([])

    await expect(sandbox.client.startJob(sandbox.request(items))).rejects.toThrow(/full|space/)
    expect(sandbox.client.jobIds()).toEqual([jobId])

    spawnSync('mount', ['-o', 'remount,size=200m', disk ?? ''])
    await sandbox.client.retryJob(jobId)
    const end = await sandbox.end(jobId)
    expect(end).toMatchObject({ state: 'done', counts: { succeeded: items.length } })
    const names = sandbox.results(jobId).map(({ value }) => (value as { readonly name: string }).name)
    expect(names).toEqual(items.map(({ name }) => name))
  })
})

describe('a state folder', () => {
  let sandbox: JobSandbox
  beforeAll(async () => {
    sandbox = await JobSandbox.open()
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())

  test('with a job of a newer version refuses that one alone, and leaves it as it is', async () => {
    const older = await sandbox.run(sandbox.request([{}]))
    const newer = await sandbox.run(sandbox.request([{}]))
    const path = sandbox.jobFolder(newer.jobId).record
    const text = readFileSync(path, 'utf8').replace('"version": 1', '"version": 2')
    writeFileSync(path, text)
    const refusal = expect.objectContaining({
      kind: 'input',
      message: expect.stringContaining('newer Wren'),
      nextStep: expect.stringContaining('newer Wren'),
    })
    expect(() => sandbox.client.readJob(newer.jobId)).toThrow(refusal)
    expect(() => sandbox.results(newer.jobId)).toThrow(refusal)
    expect(() => sandbox.client.removeJob(newer.jobId)).toThrow(refusal)
    await expect(sandbox.client.retryJob(newer.jobId)).rejects.toEqual(refusal)
    await expect(sandbox.client.cancelJob(newer.jobId)).rejects.toEqual(refusal)
    expect(sandbox.client.listJobs().map(({ jobId }) => jobId)).toEqual([older.jobId])
    expect(sandbox.client.unreadableJobs()).toEqual([{ jobId: newer.jobId, error: refusal }])
    expect(readFileSync(path, 'utf8')).toBe(text)
    rmSync(sandbox.jobFolder(newer.jobId).folder, { recursive: true })
  })

  test('may hold what is no job, and ids lead nowhere else', async () => {
    const jobs = sandbox.client.jobIds()
    writeFileSync(join(sandbox.home, 'jobs', '.DS_Store'), 'not a job')
    mkdirSync(join(sandbox.home, 'jobs', 'zz-empty'))
    expect(sandbox.client.jobIds()).toEqual(jobs)
    expect(sandbox.client.unreadableJobs()).toEqual([])
    mkdirSync(join(sandbox.home, 'elsewhere'))
    const [jobId = ''] = jobs
    const record = readFileSync(sandbox.jobFolder(jobId).record, 'utf8')
    writeFileSync(join(sandbox.home, 'elsewhere', 'job.json'), record)
    for (const strange of ['../elsewhere', `../jobs/${jobId}`, '..', '.', '', 'zz-empty', '.DS_Store']) {
      expect(() => sandbox.client.readJob(strange)).toThrow(expect.objectContaining({ kind: 'input' }))
      expect(() => sandbox.client.removeJob(strange)).toThrow(expect.objectContaining({ kind: 'input' }))
      await expect(sandbox.client.retryJob(strange)).rejects.toMatchObject({ kind: 'input' })
    }
    expect(readdirSync(join(sandbox.home, 'elsewhere'))).toEqual(['job.json'])
  })

  test.skipIf(isRoot || process.platform === 'win32')(
    'that cannot be written to is told (root can write anywhere)',
    async () => {
      chmodSync(join(sandbox.home, 'jobs'), 0o500)
      await expect(sandbox.client.startJob(sandbox.request([{}]))).rejects.toMatchObject({ kind: 'input' })
      chmodSync(join(sandbox.home, 'jobs'), 0o700)
    },
  )

  test('that is no folder is told', async () => {
    rmSync(join(sandbox.home, 'jobs'), { recursive: true })
    writeFileSync(join(sandbox.home, 'jobs'), '')
    await expect(sandbox.client.startJob(sandbox.request([{}]))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(sandbox.home),
      nextStep: expect.stringContaining('WREN_HOME'),
    })
  })
})
