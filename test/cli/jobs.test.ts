import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../scripts/build.ts'
import { makeSandbox, type WrenSandbox } from './runWren.ts'

const functions = `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

export const double = (item: { n: number }): number => {
  console.log('doubling', item.n)
  return item.n * 2
}

export function picky(item: { n: number }): number {
  if (item.n % 2 === 1) throw new RangeError('odd: ' + (item.n % 2))
  return item.n
}

/** Says that it has begun, then waits for its gate to open. */
export async function gated(item: { begun?: string; gate?: string }): Promise<string> {
  if (item.begun !== undefined) writeFileSync(item.begun, '')
  while (item.gate !== undefined && !existsSync(item.gate)) await wait(20)
  return 'through'
}

export const environment = (): string => process.env['GREETING'] ?? 'none'
`

let sandbox: WrenSandbox

beforeAll(async () => {
  await build()
  sandbox = makeSandbox()
  write('work.ts', functions)
  writeItems('four.jsonl', [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }])
})
afterAll(() => sandbox[Symbol.asyncDispose]())

const at = (name: string): string => join(sandbox.folder, name)
const write = (name: string, text: string): void => writeFileSync(at(name), text)
const writeItems = (name: string, items: readonly unknown[]): void =>
  write(name, items.map((item) => `${JSON.stringify(item)}\n`).join(''))
const readLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** Two items, of which the second waits for the file `gate`; `begun` exists once it does. */
function writeGatedItems(name: string): { readonly begun: string; readonly gate: string } {
  const [begun, gate] = [at(`${name}.begun`), at(`${name}.gate`)]
  writeItems(name, [{}, { begun, gate }])
  return { begun, gate }
}

const fileAppears = async (path: string): Promise<void> =>
  await expect.poll(() => existsSync(path), { timeout: 30_000 }).toBe(true)

describe('map', () => {
  test('answers with the path of the results, in input order', async () => {
    const { code, stdout, stderr } = await sandbox.run(['map', 'work.ts#double', '--input', 'four.jsonl'])
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('done: work.ts#double over four.jsonl, 4 items'),
    })
    const results = readLines(readFileSync(stdout.trimEnd(), 'utf8'))
    expect(results.map(({ index, outcome, value, attempts }) => ({ index, outcome, value, attempts }))).toEqual(
      [0, 2, 4, 6].map((value, index) => ({ index, outcome: 'succeeded', value, attempts: 1 })),
    )
  })

  test('answers with one object where --json is given, and exits with 1 where an item failed', async () => {
    const { code, stdout, stderr } = await sandbox.run(['map', 'work.ts#picky', '--input', 'four.jsonl', '--json'])
    expect(code).toBe(1)
    const answer = JSON.parse(stdout)
    expect(answer).toEqual({
      job: expect.any(String),
      state: 'done',
      items: {
        total: 4,
        succeeded: 2,
        threw: 2,
        timedOut: 0,
        crashed: 0,
        unserializable: 0,
        neverRan: 0,
        cancelled: 0,
      },
      results: expect.any(String),
      startedAt: expect.stringMatching(/Z$/),
      endedAt: expect.stringMatching(/Z$/),
    })
    expect(readLines(readFileSync(answer.results, 'utf8'))).toHaveLength(4)
    expect(stderr).toContain('2 × RangeError: odd: 1')
    expect(stderr).toContain('work.ts:11:')
  })

  test('reads standard input and writes results to stdout', async () => {
    const args = ['map', 'work.ts#double', '--input', '-', '--format', 'jsonl', '--output', '-']
    const { code, stdout } = await sandbox.run(args, { input: '{"n":5}\n{"n":6}\n' })
    expect(code).toBe(0)
    expect(readLines(stdout).map((line) => line.value)).toEqual([10, 12])
  })

  test('writes the file that --output names, and answers with it', async () => {
    for (const name of ['out.jsonl', 'out.json', 'out.csv']) {
      const { code, stdout } = await sandbox.run(['map', 'work.ts#double', '--input', 'four.jsonl', '--output', name])
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${at(name)}\n` })
    }
    expect(readLines(readFileSync(at('out.jsonl'), 'utf8'))).toHaveLength(4)
    expect(JSON.parse(readFileSync(at('out.json'), 'utf8'))).toHaveLength(4)
    expect(readFileSync(at('out.csv'), 'utf8').trimEnd().split(/\r?\n/)).toHaveLength(5)
  })

  test('an empty input is a job of no items', async () => {
    write('empty.jsonl', '')
    const { code, stdout } = await sandbox.run(['map', 'work.ts#double', '--input', 'empty.jsonl', '--json'])
    expect({ code, items: JSON.parse(stdout).items }).toMatchObject({ code: 0, items: { total: 0 } })
  })

  test('a sample is a part', async () => {
    const { stdout } = await sandbox.run(['map', 'work.ts#double', '--input', 'four.jsonl', '--sample', '2', '--json'])
    expect(JSON.parse(stdout).items).toMatchObject({ total: 2, succeeded: 2 })
  })

  test('sets variables for the function, and shows their names alone', async () => {
    const args = [
      'map',
      'work.ts#environment',
      '--input',
      'four.jsonl',
      '--env',
      'GREETING=hello there',
      '--output',
      '-',
    ]
    expect(readLines((await sandbox.run(args)).stdout).map((line) => line.value)).toEqual(Array(4).fill('hello there'))
    const { stdout } = await sandbox.run(['show', 'last', '--json'])
    expect(JSON.parse(stdout).request.envNames).toEqual(['GREETING'])
    expect(stdout).not.toContain('hello there')
  })
})

describe('what is wrong before anything runs exits with 2 and leaves no job', () => {
  test.for([
    { args: ['work.ts#doubel', '--input', 'four.jsonl'], says: /doubel[^]*double/ },
    { args: ['missing.ts#f', '--input', 'four.jsonl'], says: /missing\.ts/ },
    { args: ['work.ts#double', '--input', 'missing.jsonl'], says: /missing\.jsonl/ },
    { args: ['broken.ts#f', '--input', 'four.jsonl'], says: /broken\.ts:2[^]*const = 3/ },
    { args: ['work.ts#double', '--input', 'bad.jsonl'], says: /bad\.jsonl:2:\d+/ },
    { args: ['work.ts#double', '--input', 'four.jsonl', '--profile', 'nobody-has-this'], says: /nobody-has-this/ },
  ])('$args', async ({ args, says }) => {
    write('broken.ts', 'export function f() {\n  const = 3\n}\n')
    write('bad.jsonl', '{"n":1}\n{"n":\n')
    const before = (await sandbox.run(['jobs', '--json', '--all'])).stdout
    const { code, stdout, stderr } = await sandbox.run(['map', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(says)
    expect((await sandbox.run(['jobs', '--json', '--all'])).stdout).toBe(before)
  })

  test('but bad records can be skipped', async () => {
    write('bad.jsonl', '{"n":1}\n{"n":\n')
    const args = ['map', 'work.ts#double', '--input', 'bad.jsonl', '--skip-bad-input', '--output', '-']
    const { code, stdout } = await sandbox.run(args)
    expect(code).toBe(1)
    expect(readLines(stdout).map((line) => line.outcome)).toEqual(['succeeded', 'neverRan'])
  })
})

describe('a job that has ended', () => {
  test('is shown, listed and read, each with its own exit code', async () => {
    const { stdout } = await sandbox.run(['map', 'work.ts#picky', '--input', 'four.jsonl', '--json'])
    const { job } = JSON.parse(stdout)
    const shown = await sandbox.run(['show', job])
    expect(shown).toMatchObject({ code: 1, stdout: expect.stringContaining('2 × RangeError: odd: 1') })
    const jobs = JSON.parse((await sandbox.run(['jobs', '--json'])).stdout)
    expect(jobs[0]).toMatchObject({ job, state: 'done', profile: 'local', items: { total: 4, threw: 2 } })
    expect((await sandbox.run(['jobs'])).stdout).toMatch(new RegExp(`^${job} +done +4 +2 `, 'm'))
    const threw = await sandbox.run(['results', job.slice(0, -1), '--outcome', 'threw'])
    expect({ code: threw.code, indexes: readLines(threw.stdout).map((line) => line.index) }).toEqual({
      code: 1,
      indexes: [1, 3],
    })
    expect(JSON.parse((await sandbox.run(['results', 'last', '--json'])).stdout)).toHaveLength(4)
    const exported = await sandbox.run(['results', 'last', '--output', 'again.csv'])
    expect(exported).toMatchObject({ code: 1, stdout: `${at('again.csv')}\n` })
    expect(await sandbox.run(['attach', 'last', '--json'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(job),
    })
    expect(await sandbox.run(['cancel', 'last'])).toMatchObject({ code: 0, stderr: expect.stringContaining('done') })
  })

  test('has its logs by item', async () => {
    await sandbox.run(['map', 'work.ts#double', '--input', 'four.jsonl'])
    expect(await sandbox.run(['logs', 'last', '--item', '2'])).toMatchObject({ code: 0, stdout: 'doubling 2\n' })
    expect((await sandbox.run(['logs', 'last'])).stdout).toContain('3 | doubling 3\n')
    const [line] = readLines((await sandbox.run(['logs', 'last', '--item', '1', '--json'])).stdout)
    expect(line).toMatchObject({ index: 1, stream: 'stdout', text: 'doubling 1' })
    expect(await sandbox.run(['logs', 'last', '--item', '4'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no item 4'),
    })
  })
})

test('a job whose items all succeeded is not run again', async () => {
  const { stdout } = await sandbox.run(['map', 'work.ts#double', '--input', 'four.jsonl', '--json'])
  const retried = await sandbox.run(['retry', 'last', '--json'])
  expect(retried).toMatchObject({ code: 0, stdout, stderr: expect.stringContaining('nothing to run again') })
  const shown = JSON.parse((await sandbox.run(['show', 'last', '--item', '3', '--json'])).stdout)
  expect(shown).toMatchObject({ input: { line: 4, value: { n: 3 } }, result: { outcome: 'succeeded', value: 6 } })
})

describe('a job that is at work', () => {
  test('is cancelled by Ctrl-C; what is finished is kept', async () => {
    const { begun } = writeGatedItems('cancel.jsonl')
    const run = sandbox.start(['map', 'work.ts#gated', '--input', 'cancel.jsonl', '--batch-size', '1', '--json'])
    await fileAppears(begun)
    run.child.kill('SIGINT')
    const { code, stdout, stderr } = await run.ended
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ state: 'cancelled', items: { total: 2, succeeded: 1, cancelled: 1 } })
    expect(stderr).toContain('Cancelling')
    expect((await sandbox.run(['show', 'last'])).code).toBe(130)
  })

  test('leaves nothing where Ctrl-C comes before it begins', async () => {
    const before = (await sandbox.run(['jobs', '--json', '--all'])).stdout
    // Its standard input stays open, so that its runner is still reading when the signal comes.
    const run = sandbox.start(['map', 'work.ts#double', '--input', '-', '--format', 'jsonl'], { keepInputOpen: true })
    await expect.poll(() => readdirSync(join(sandbox.home, 'jobs')).length).toBeGreaterThan(JSON.parse(before).length)
    run.child.kill('SIGINT')
    expect(await run.ended).toMatchObject({ code: 130, stdout: '' })
    expect((await sandbox.run(['jobs', '--json', '--all'])).stdout).toBe(before)
    expect(readdirSync(join(sandbox.home, 'jobs'))).toHaveLength(JSON.parse(before).length)
  })

  test.for(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
    'goes on when its terminal gets %s, and attach ends with it',
    async (signal) => {
      const { begun, gate } = writeGatedItems(`${signal}.jsonl`)
      const run = sandbox.start(['map', 'work.ts#gated', '--input', `${signal}.jsonl`])
      await fileAppears(begun)
      run.child.kill(signal)
      expect((await run.ended).stdout).toBe('')
      const attached = sandbox.start(['attach', 'last', '--json'])
      await attached.said(/running/)
      expect(JSON.parse((await sandbox.run(['jobs', '--json'])).stdout)[0]).toMatchObject({ state: 'running' })
      writeFileSync(gate, '')
      const { code, stdout } = await attached.ended
      expect({ code, answer: JSON.parse(stdout) }).toMatchObject({
        code: 0,
        answer: { state: 'done', items: { succeeded: 2 } },
      })
    },
  )

  test('is left alone by Ctrl-C in attach, cancelled by cancel, finished by retry', async () => {
    const { begun, gate } = writeGatedItems('detached.jsonl')
    const args = ['map', 'work.ts#gated', '--input', 'detached.jsonl', '--batch-size', '1', '--detach']
    const { code, stdout } = await sandbox.run(args)
    const jobId = stdout.trimEnd()
    expect(code).toBe(0)
    await fileAppears(begun)

    const attached = sandbox.start(['attach', jobId])
    await attached.said(/running/)
    attached.child.kill('SIGINT')
    expect(await attached.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('The job goes on') })

    expect(await sandbox.run(['cancel', jobId])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('cancelled:'),
    })
    expect((await sandbox.run(['results', jobId])).code).toBe(130)

    writeFileSync(gate, '')
    const retried = await sandbox.run(['retry', jobId, '--json'])
    expect({ code: retried.code, answer: JSON.parse(retried.stdout) }).toMatchObject({
      code: 0,
      answer: { job: jobId, state: 'done', items: { total: 2, succeeded: 2, cancelled: 0 } },
    })
  })
})

test('a reader that has seen enough is no error', async () => {
  writeItems(
    'many.jsonl',
    Array.from({ length: 5_000 }, (_, n) => ({ n })),
  )
  expect((await sandbox.run(['map', 'work.ts#double', '--input', 'many.jsonl'])).code).toBe(0)
  const run = sandbox.start(['results', 'last'])
  run.child.stdout?.once('data', () => run.child.stdout?.destroy())
  expect(await run.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
})

test('the local cloud is started, seen and stopped', async () => {
  expect((await sandbox.run(['local', 'start', '--json'])).code).toBe(0)
  const clouds = JSON.parse((await sandbox.run(['local', 'status', '--json'])).stdout)
  expect(clouds).toEqual([
    expect.objectContaining({ endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/), pid: expect.any(Number) }),
  ])
  expect(await sandbox.run(['local', 'stop'])).toMatchObject({ code: 0, stderr: 'The local cloud has stopped.\n' })
  expect(JSON.parse((await sandbox.run(['local', 'status', '--json'])).stdout)).toEqual([])
})
