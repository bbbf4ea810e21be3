import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JobSandbox } from './jobSandbox.ts'

describe.each(['streamed', 'buffered'] as const)('%s', (delivery) => {
  let sandbox: JobSandbox
  beforeAll(async () => {
    sandbox = await JobSandbox.open({ streaming: delivery === 'streamed' })
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())

  test('items that are larger than a payload arrive whole, alone and in company', async () => {
    const sizes = [7_000_000, 10, 5_400_000, 5_600_000, 10, 3_000_000, 3_000_000]
    const items = sizes.map((size) => ({ text: 'é'.repeat(size / 2) }))
    const end = await sandbox.run(sandbox.request(items, { exportName: 'inputSize' }))
    expect(end).toMatchObject({ state: 'done', counts: { succeeded: sizes.length } })
    expect(sandbox.results(end.jobId).map((result) => result.value)).toEqual(sizes.map((size) => size / 2))
  })

  test('values of 20 MB come back whole, and beside them small ones', async () => {
    const items = [
      { valueBytes: 20_000_000, name: 'large' },
      { name: 'small' },
      { valueBytes: 1_000_000, name: 'edge' },
    ]
    const end = await sandbox.run(sandbox.request(items, { itemConcurrency: 2 }))
    expect(end).toMatchObject({ state: 'done', counts: { succeeded: 3 } })
    const [large, small, edge] = sandbox.results(end.jobId)
    expect(large?.value).toEqual({ name: 'large', filler: 'x'.repeat(20_000_000) })
    expect(small?.value).toEqual({ name: 'small', index: 1 })
    expect(edge?.value).toEqual({ name: 'edge', filler: 'x'.repeat(1_000_000) })
  })

  test('100,000 log lines are cut to their budget, and that is said', async () => {
    const end = await sandbox.run(sandbox.request([{ logLines: 100_000 }, { logLines: 3 }]))
    expect(end).toMatchObject({ state: 'done', counts: { succeeded: 2 } })
    expect(end.notes.join()).toContain('more log lines than are kept')
    const lines = [...sandbox.client.logLines(end.jobId, 0)].flatMap(({ text }) => text.split('\n'))
    expect(lines.slice(0, 2)).toEqual(['line 0', 'line 1'])
    const bytes = lines.join('\n').length
    expect(bytes).toBeGreaterThan(200 * 1024)
    expect(bytes).toBeLessThan(300 * 1024)
    const dropped = Number(/(\d+) more lines/.exec(lines.at(-1) ?? '')?.[1])
    expect(lines.length - 1 + dropped).toBe(100_000)
    expect([...sandbox.client.logLines(end.jobId, 1)].map(({ text }) => text).join('\n')).toBe('line 0\nline 1\nline 2')
  })

  test('what --env gives is nowhere in the home in clear', async () => {
    const secret = 'correct horse battery staple 4711'
    const request = sandbox.request([1, 2], { exportName: 'secretLength', env: { SECRET: secret } })
    const { jobId } = await sandbox.run(request)
    await sandbox.runnerIsGone(jobId)
    expect(sandbox.results(jobId).map((result) => result.value)).toEqual([secret.length, secret.length])
    expect(sandbox.client.readRequest(jobId).envNames).toContain('SECRET')
    const files = readdirSync(sandbox.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(8)
    const telling = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(secret))
    expect(telling.map(({ name }) => name)).toEqual([])
    // A retry still has them.
    await sandbox.client.retryJob(jobId)
    expect(await sandbox.end(jobId)).toMatchObject({ state: 'done' })
  })

  test('no items are a job that is done at once', async () => {
    expect(await sandbox.run(sandbox.request([]))).toMatchObject({ state: 'done', total: 0, invocations: { ended: 0 } })
  })
})

describe('malformed input', () => {
  let sandbox: JobSandbox
  beforeAll(async () => {
    sandbox = await JobSandbox.open()
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())
  const lines = '{"name": "one"}\n{"name": oops}\n{"name": "three"}\n'

  test('is told with its place before anything runs, and leaves nothing', async () => {
    const inputPath = sandbox.items('bad.jsonl', [])
    writeFileSync(inputPath, lines)
    await expect(sandbox.client.startJob(sandbox.request([], { inputPath }))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/bad\.jsonl:2:\d+/),
    })
    expect(sandbox.client.jobIds()).toEqual([])
    expect(readdirSync(join(sandbox.home, 'jobs'))).toEqual([])
    expect(sandbox.traces()).toEqual([])

    const end = await sandbox.run(sandbox.request([], { inputPath, skipBadInput: true }))
    expect(end).toMatchObject({ state: 'done', total: 3, counts: { succeeded: 2, neverRan: 1 } })
    const [, second] = sandbox.results(end.jobId)
    expect(second).toMatchObject({ index: 1, outcome: 'neverRan', attempts: 0 })
    expect(second?.error?.message).toMatch(/bad\.jsonl:2:\d+/)
    // Skipped input is no sign that the function loads.
    const broken = sandbox.request([], {
      inputPath,
      skipBadInput: true,
      modulePath: sandbox.fixture('throwsOnLoad.ts'),
    })
    expect(await sandbox.run(broken)).toMatchObject({ state: 'failed', counts: { neverRan: 3 } })
  })

  test('is not waited for where the function is not there', async () => {
    const inputPath = sandbox.items(
      'long.jsonl',
      Array.from({ length: 500_000 }, (_, n) => ({ n })),
    )
    await expect(
      sandbox.client.startJob(sandbox.request([], { inputPath, exportName: 'nowhere' })),
    ).rejects.toMatchObject({ name: 'WrenError', message: expect.stringContaining('nowhere') })
  })
})
