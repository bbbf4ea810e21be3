import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InvocationLogEntry } from '#runtime-client'
import { openCloud } from '#runtime-client/cloud/openCloud'
import { runtimeLogGroup } from '#runtime-client/deploy/runtimeNames'
import { JobSandbox } from './jobSandbox.ts'

const run = promisify(execFile)

let sandbox: JobSandbox

beforeAll(async () => {
  sandbox = await JobSandbox.open()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

/** What entries are: the worker's events by their kind, all else by its first word. */
const kinds = (entries: readonly InvocationLogEntry[]): readonly string[] =>
  entries.map((entry) => (entry.kind === 'event' ? entry.event.kind : (entry.text.split(' ', 1)[0] ?? '')))

describe('a job with failures', () => {
  let jobId = ''

  beforeAll(async () => {
    const items = [
      { name: 'a', logLines: 3 },
      { throws: 'no price for 17' },
      { throws: 'no price for 18' },
      { name: 'd' },
    ]
    ;({ jobId } = await sandbox.run(sandbox.request(items, { batchSize: 2, env: { TOKEN: 'in confidence' } })))
  })

  it('shows an item with all that is known of it', async () => {
    const details = await sandbox.client.readItem(jobId, 1)
    expect(details.input).toEqual({ kind: 'good', index: 1, line: 2, json: '{"throws":"no price for 17"}' })
    expect(details.record).toMatchObject({ outcome: 'threw', attempts: 1, error: { name: 'RangeError' } })
    expect(details.record?.error?.stack).toContain(`(${sandbox.fixture('work.ts')}:`)
    expect(details.invocation?.requestId).toMatch(/^[\da-f-]{36}$/)
    const written = await sandbox.client.readItem(jobId, 0)
    expect(written.log.flatMap(({ text }) => text.split('\n'))).toEqual(['line 0', 'line 1', 'line 2'])
  })

  it('groups failures and tells where in the input they are', async () => {
    const groups = await sandbox.client.readFailures(jobId, 10)
    expect(groups).toMatchObject([
      {
        name: 'RangeError',
        count: 2,
        inputs: [
          { index: 1, line: 2 },
          { index: 2, line: 3 },
        ],
      },
    ])
    const [short] = await sandbox.client.readFailures(jobId, 1)
    expect(short?.inputs).toEqual([{ index: 1, line: 2 }])
  })

  it('reads the log of one invocation, with mapped errors', async () => {
    const { invocation } = await sandbox.client.readItem(jobId, 1)
    const chunks: InvocationLogEntry[] = []
    for await (const entries of sandbox.client.invocationLog(
      jobId,
      invocation?.id ?? 0,
      new AbortController().signal,
    )) {
      chunks.push(...entries)
    }
    const read = kinds(chunks).filter((kind) => kind !== 'INIT_START')
    expect([read[0], read[1], ...read.slice(-3)]).toEqual(['START', 'batchStarted', 'batchEnded', 'END', 'REPORT'])
    const failure = chunks.find((entry) => entry.kind === 'event' && entry.event.kind === 'finished')
    expect(JSON.stringify(failure)).toContain(`${JSON.stringify(sandbox.fixture('work.ts')).slice(1, -1)}:`)
  })

  it('finds the log stream of an invocation by its request id', async () => {
    const { invocation } = await sandbox.client.readItem(jobId, 1)
    await using cloud = await openCloud(sandbox.installation, 'local')
    const find = (requestId: string) => cloud.logs.findStream(runtimeLogGroup, `RequestId: ${requestId}`, 0)
    expect(await find(invocation?.requestId ?? '')).toBe(invocation?.logStream)
    expect(await find('00000000-0000-0000-0000-000000000000')).toBeNull()
  })

  it('finds text in logs', async () => {
    const found: string[] = []
    for await (const { index, text } of sandbox.client.searchLogs(jobId, '/LINE [12]/i')) found.push(`${index} ${text}`)
    expect(found).toEqual(['0 line 1', '0 line 2'])
  })

  it('runs one item again in its own bundle, with its environment and without a time-out', async () => {
    const launch = await sandbox.client.prepareDebug(jobId, 0)
    expect(launch).toMatchObject({ env: { TOKEN: 'in confidence' }, changedSources: [] })
    const options = { cwd: launch.cwd, env: { ...process.env, ...launch.env } }
    const flags = ['--enable-source-maps', launch.program]
    const { stdout } = await run(process.execPath, [...flags, ...launch.args], options)
    expect(stdout).toBe("line 0\nline 1\nline 2\nItem 0 returned { name: 'a', index: 0 }\n")
    const failing = await sandbox.client.prepareDebug(jobId, 1)
    const rejected = run(process.execPath, [...flags, ...failing.args], options)
    await expect(rejected).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/RangeError: no price for 17\n.*work\.ts:\d+:\d+/),
    })
  })
})

it('follows the log of an invocation that runs, and waits for its end', async () => {
  const gate = sandbox.path('gate')
  const { jobId } = await sandbox.client.startJob(sandbox.request([{ logLines: 1, gate }]))
  await sandbox.when(jobId, ({ runningItems }) => runningItems === 1)
  const entries: InvocationLogEntry[] = []
  for await (const more of sandbox.client.invocationLog(jobId, 1, new AbortController().signal)) {
    entries.push(...more)
    // Only what came while the item was held up opens the gate.
    if (kinds(entries).includes('log')) writeFileSync(gate, '')
  }
  expect(kinds(entries).slice(-3)).toEqual(['batchEnded', 'END', 'REPORT'])
  await sandbox.end(jobId)
})

it('finds the log of an environment that died', async () => {
  const { jobId } = await sandbox.run(sandbox.request([{ killsEnvironment: true }]))
  const { invocation } = await sandbox.client.readItem(jobId, 0)
  const entries: InvocationLogEntry[] = []
  for await (const more of sandbox.client.invocationLog(jobId, invocation?.id ?? 0, new AbortController().signal)) {
    entries.push(...more)
  }
  expect(entries.some((entry) => entry.kind !== 'event' && entry.text.startsWith('REPORT'))).toBe(true)
})

it('says so where there is no such invocation', async () => {
  const { jobId } = await sandbox.run(sandbox.request([{}]))
  const log = sandbox.client.invocationLog(jobId, 99, new AbortController().signal)
  await expect(log.next()).rejects.toThrow('There is no such invocation.')
})
