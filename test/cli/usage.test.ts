import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../scripts/build.ts'
import { makeSandbox, type WrenSandbox } from './runWren.ts'

const root = join(import.meta.dirname, '..', '..')
let sandbox: WrenSandbox

beforeAll(async () => {
  await build()
  sandbox = makeSandbox()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

const commands = ['map', 'attach', 'cancel', 'retry', 'jobs', 'show', 'results', 'logs', 'deploy', 'remove', 'local']

describe('help', () => {
  test.for([[[]], [['--help']], [['help']]])('of wren itself: %j', async ([args]) => {
    const { code, stdout, stderr } = await sandbox.run(args ?? [])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    for (const exitCode of [0, 1, 2, 3, 130]) expect(stdout).toMatch(new RegExp(`^  ${exitCode} +\\w`, 'm'))
  })

  test.for(commands)('of %s', async (command) => {
    const { code, stdout } = await sandbox.run([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Usage: wren ${command}`))
  })

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(await sandbox.run(['--version'])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' })
  })

  test('has colours where they are wanted', async () => {
    await using colourful = makeSandbox({ NO_COLOR: '', FORCE_COLOR: '1' })
    expect((await colourful.run(['--help'])).stdout).toContain('\u001B[1mUsage:')
  })
})

describe('wrong use exits with 2 and says what is wrong on stderr', () => {
  test.for([
    { args: ['maap'], says: 'Did you mean map?' },
    { args: ['map', 'f.ts', '--inptu', 'x'], says: 'Did you mean --input?' },
    { args: ['map', 'f.ts'], says: 'there is no --input' },
    { args: ['map', '--input', 'x'], says: "missing required argument 'function'" },
    { args: ['map', 'f.ts', '--input', 'x', '--concurrency', '0'], says: 'a whole number of 1 or more' },
    { args: ['map', 'f.ts', '--input', 'x', '--timeout', 'soon'], says: 'such as 500ms' },
    { args: ['map', 'f.ts', '--input', 'x', '--env', 'NOT_SET_ANYWHERE'], says: 'NOT_SET_ANYWHERE is not set here' },
    { args: ['map', 'f.ts', '--input', 'x', '--format', 'xml'], says: 'Allowed choices are json' },
    { args: ['map', 'f.ts', '--input', 'x', '--output', '-', '--json'], says: 'both want stdout' },
    { args: ['map', 'f.ts', '--input', 'x', '--output', 'x.xml'], says: 'x.xml' },
    { args: ['results', 'last', '--outcome', 'lost'], says: 'Allowed choices are succeeded' },
    { args: ['show', 'last'], says: 'There is no job yet' },
    { args: ['logs', 'abc'], says: 'There is no job "abc"' },
    { args: ['remove', '--profile', 'nobody-has-this'], says: 'There is no profile nobody-has-this' },
  ])('$args', async ({ args, says }) => {
    const { code, stdout, stderr } = await sandbox.run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('without any job', () => {
  test('jobs is empty', async () => {
    expect(await sandbox.run(['jobs'])).toMatchObject({ code: 0, stdout: '' })
    expect(await sandbox.run(['jobs', '--json'])).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' })
  })

  test('no local cloud runs', async () => {
    expect(await sandbox.run(['local', 'status', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' })
    expect(await sandbox.run(['local', 'stop'])).toMatchObject({ code: 0, stderr: 'No local cloud was running.\n' })
  })
})

test('a package that is not built says so', () => {
  const bin = join(sandbox.folder, 'unbuilt', 'bin')
  mkdirSync(bin, { recursive: true })
  copyFileSync(join(root, 'bin', 'wren.mjs'), join(bin, 'wren.mjs'))
  const { status, stderr } = spawnSync(process.execPath, [join(bin, 'wren.mjs')], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain('npm run build')
})
