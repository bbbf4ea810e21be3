import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JobSandbox } from './jobSandbox.ts'
import { processEnd } from './processEnd.ts'

const bin = join(import.meta.dirname, '..', '..', 'bin', 'wren.mjs')

let sandbox: JobSandbox
beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

/** The built CLI in a process of its own. */
function wren(...args: readonly string[]): ChildProcess & { readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, WREN_HOME: sandbox.home, RUNS: sandbox.path('runs.jsonl') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.resume()
  child.stderr.resume()
  const ended = once(child, 'exit').then(() => child.exitCode)
  return Object.assign(child, { ended })
}

async function newJob(known: readonly string[]): Promise<string> {
  const fresh = (): readonly string[] => sandbox.client.jobIds().filter((jobId) => !known.includes(jobId))
  await expect.poll(() => fresh().length, { interval: 5, timeout: 20_000 }).toBe(1)
  return fresh()[0] ?? ''
}

const map = (inputPath: string): readonly string[] => [
  'map',
  `${sandbox.fixture('work.ts')}#work`,
  '--input',
  inputPath,
  '--env',
  'RUNS',
]

test('a job outlives its CLI, is cancelled by Ctrl-C of another, and leaves no process', async () => {
  const known = sandbox.client.jobIds()
  const inputPath = sandbox.items('gated.jsonl', [{}, {}, { gate: sandbox.path('gate') }])
  const first = wren(...map(inputPath))
  const jobId = await newJob(known)
  await sandbox.when(jobId, ({ counts }) => counts.succeeded === 2)
  first.kill('SIGKILL')
  await first.ended
  const pid = sandbox.runnerPid(jobId)
  const watching = wren('attach', jobId)
  writeFileSync(sandbox.path('gate'), '')
  expect(await watching.ended).toBe(0)
  expect(sandbox.client.readJob(jobId).snapshot).toMatchObject({ state: 'done', counts: { succeeded: 3 } })
  await processEnd(pid)
  expect(existsSync(sandbox.jobFolder(jobId).runnerAddress)).toBe(false)
  expect(readdirSync(sandbox.jobFolder(jobId).folder)).not.toContain('reserve')
})

test('Ctrl-C ends the job with 130', async () => {
  const known = sandbox.client.jobIds()
  const inputPath = sandbox.items('endless.jsonl', [{}, { gate: sandbox.path('never') }, {}])
  const cli = wren(...map(inputPath))
  const jobId = await newJob(known)
  await sandbox.when(jobId, ({ counts }) => counts.succeeded >= 1)
  cli.kill('SIGINT')
  expect(await cli.ended).toBe(130)
  expect(sandbox.client.readJob(jobId).snapshot).toMatchObject({ state: 'cancelled' })
})

test('a job that lost CLI and runner while it read its input is interrupted, and a retry reads it again', async () => {
  const known = sandbox.client.jobIds()
  const count = 300_000
  const inputPath = sandbox.items(
    'long.jsonl',
    Array.from({ length: count }, (_, n) => ({ n })),
  )
  const cli = wren('map', `${sandbox.fixture('work.ts')}#various`, '--input', inputPath)
  const jobId = await newJob(known)
  await expect.poll(() => existsSync(sandbox.jobFolder(jobId).spool), { interval: 2, timeout: 20_000 }).toBe(true)
  const pid = sandbox.runnerPid(jobId)
  cli.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  await Promise.all([cli.ended, processEnd(pid)])
  await expect.poll(() => sandbox.client.readJob(jobId).snapshot.state).toBe('interrupted')
  expect(sandbox.results(jobId)).toEqual([])
  await sandbox.client.retryJob(jobId)
  const running = await sandbox.when(jobId, ({ counts }) => counts.succeeded > 0)
  expect(running.total).toBe(count)
  await sandbox.client.cancelJob(jobId)
  await sandbox.end(jobId)
})
