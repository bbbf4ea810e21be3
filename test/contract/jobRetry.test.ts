import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WrenError } from '#runtime-client'
import { JobSandbox } from './jobSandbox.ts'

let sandbox: JobSandbox
beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

test('a retry runs what failed and is missing, with the code as it is now, and leaves the rest as it was', async () => {
  const modulePath = sandbox.path('score.ts')
  const broken = `export const score = (item: { n: number }): string => {
  if (item.n % 3 === 0) throw new Error('no threes')
  return 'first ' + item.n
}\n`
  writeFileSync(modulePath, broken)
  const items = Array.from({ length: 30 }, (_, n) => ({ n }))
  const request = sandbox.request(items, { modulePath, exportName: 'score' })
  const { jobId } = await sandbox.run(request)
  const first = sandbox.results(jobId)
  expect(sandbox.client.readJob(jobId).snapshot.counts).toMatchObject({ threw: 10, succeeded: 20 })

  // A module that does not compile, or has lost the export: the job stays as it was.
  const record = readFileSync(sandbox.jobFolder(jobId).record, 'utf8')
  for (const source of ['export const score = (', 'export const other = 1\n']) {
    writeFileSync(modulePath, source)
    await expect(sandbox.client.retryJob(jobId)).rejects.toMatchObject({ name: 'WrenError' })
    await expect.poll(() => sandbox.client.readJob(jobId).snapshot.state).toBe('done')
    expect(readFileSync(sandbox.jobFolder(jobId).record, 'utf8')).toBe(record)
    expect(sandbox.results(jobId)).toEqual(first)
  }

  // One that does not load: what succeeded is kept, and the rest is said never to have run.
  writeFileSync(modulePath, `throw new TypeError('not today')\n${broken}`)
  await sandbox.client.retryJob(jobId)
  const unloaded = await sandbox.end(jobId)
  expect(unloaded).toMatchObject({
    state: 'failed',
    reason: { kind: 'userCode' },
    counts: { succeeded: 20, neverRan: 10 },
  })
  expect(unloaded.reason?.message).toContain('TypeError: not today')
  expect(unloaded.reason?.message).toContain('score.ts:1')

  writeFileSync(modulePath, broken.replace('% 3', '% 300').replace('first', 'then').replace('=== 0', '=== 1000'))
  await sandbox.client.retryJob(jobId)
  const end = await sandbox.end(jobId)
  expect(end).toMatchObject({ state: 'done', counts: { succeeded: 30 } })
  expect(end.reason).toBeUndefined()
  const results = sandbox.results(jobId)
  expect(results.map((result) => result.value)).toEqual(items.map(({ n }) => `${n % 3 === 0 ? 'then' : 'first'} ${n}`))
  expect(results.filter((result) => result.index % 3 !== 0)).toEqual(first.filter((result) => result.index % 3 !== 0))

  // With nothing left to do it is over at once, and the input is not read again.
  writeFileSync(request.inputPath, '{"n": 1}\n')
  await sandbox.client.retryJob(jobId)
  expect(await sandbox.end(jobId)).toMatchObject({ state: 'done', total: 30, counts: { succeeded: 30 } })
  expect(sandbox.results(jobId)).toEqual(results)
})

test('of two retries at once one goes on, and the other is told', async () => {
  const gate = sandbox.path('gate')
  const items = [{}, { throwsWithout: sandbox.path('mended') }, { gate }]
  const { jobId } = await sandbox.client.startJob(sandbox.request(items))
  await sandbox.when(jobId, ({ counts }) => counts.threw === 1)
  // At work it can neither be retried nor removed.
  await expect(sandbox.client.retryJob(jobId)).rejects.toMatchObject({
    kind: 'input',
    nextStep: expect.stringContaining('attach'),
  })
  expect(() => sandbox.client.removeJob(jobId)).toThrow(/is running/)
  writeFileSync(gate, '')
  writeFileSync(sandbox.path('mended'), '')
  await sandbox.end(jobId)

  const outcomes = await Promise.allSettled([sandbox.client.retryJob(jobId), sandbox.client.retryJob(jobId)])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  const reason: WrenError = refused?.reason
  expect(reason).toMatchObject({ kind: 'input', message: expect.stringContaining('another process') })
  expect(await sandbox.end(jobId)).toMatchObject({ state: 'done', counts: { succeeded: 3 } })
  expect(sandbox.results(jobId)).toHaveLength(3)
})

test('two clients run jobs in one home, and any number watch one', async () => {
  const gate = sandbox.path('later')
  const [one, two] = await Promise.all([
    sandbox.client.startJob(sandbox.request([{}, { gate }])),
    sandbox.client.startJob(sandbox.request([{}, { gate }, {}])),
  ])
  const viewers = [one, one, two, two].map(async ({ jobId }) => await sandbox.end(jobId))
  await sandbox.when(one.jobId, ({ counts }) => counts.succeeded === 1)
  writeFileSync(gate, '')
  const ends = await Promise.all(viewers)
  expect(ends.map(({ state, counts }) => [state, counts.succeeded])).toEqual([
    ['done', 2],
    ['done', 2],
    ['done', 3],
    ['done', 3],
  ])
})

test('an output that cannot be written fails the job with a word on it, and a retry writes it', async () => {
  const folder = sandbox.path('out')
  mkdirSync(folder)
  const gate = sandbox.path('gone')
  const { jobId } = await sandbox.client.startJob(sandbox.request([{}, { gate }], { outputPath: `${folder}/x.csv` }))
  await sandbox.when(jobId, ({ counts }) => counts.succeeded === 1)
  rmSync(folder, { recursive: true })
  writeFileSync(gate, '')
  const end = await sandbox.end(jobId)
  expect(end).toMatchObject({ state: 'failed', reason: { kind: 'input' }, counts: { succeeded: 2 } })
  expect(sandbox.results(jobId)).toHaveLength(2)
  mkdirSync(folder)
  await sandbox.client.retryJob(jobId)
  expect(await sandbox.end(jobId)).toMatchObject({ state: 'done' })
  expect(readFileSync(`${folder}/x.csv`, 'utf8').split('\n')).toHaveLength(4)
})

test('a module that does not load fails the job with its place; an export that is missing only then names what there is', async () => {
  const throwing = await sandbox.run(sandbox.request([1, 2], { modulePath: sandbox.fixture('throwsOnLoad.ts') }))
  expect(throwing).toMatchObject({ state: 'failed', reason: { kind: 'userCode' }, counts: { neverRan: 2 } })
  expect(throwing.reason?.message).toMatch(/TypeError: .*throwsOnLoad\.ts:3/)
  const modulePath = sandbox.path('lateExports.cjs')
  copyFileSync(sandbox.fixture('lateExports.cjs'), modulePath)
  const late = await sandbox.run(sandbox.request([1], { modulePath, exportName: 'first' }))
  expect(late).toMatchObject({ state: 'done' })
  const missing = await sandbox.run(sandbox.request([1], { modulePath, exportName: 'frist' }))
  expect(missing).toMatchObject({ state: 'failed', reason: { kind: 'input' }, counts: { neverRan: 1 } })
  expect(JSON.stringify(missing.reason)).toContain('first')
})
