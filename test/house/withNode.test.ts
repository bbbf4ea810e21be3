import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const isWindows = process.platform === 'win32'

let folder: string
let script: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wren-launcher-'))
  script = join(folder, 'script.ts')
  writeFileSync(
    script,
    `const [what]: string[] = process.argv.slice(2)
process.on('SIGINT', () => process.exit(40))
console.log(process.pid)
if (what === 'wait') setInterval(() => undefined, 1_000)
else process.exitCode = Number(what)
`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const launch = (what: string): ChildProcess =>
  spawn(process.execPath, [join(root, 'scripts', 'withNode.mjs'), script, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

async function pidOf(launcher: ChildProcess): Promise<number> {
  const [line] = await once(launcher.stdout!, 'data')
  return Number(String(line))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('the launcher ends with the exit code of its script', async () => {
  expect(await once(launch('7'), 'exit')).toEqual([7, null])
})

test.skipIf(isWindows)('a signal to the launcher reaches the script', async () => {
  const interrupted = launch('wait')
  await pidOf(interrupted)
  interrupted.kill('SIGINT')
  expect(await once(interrupted, 'exit')).toEqual([40, null])
  const terminated = launch('wait')
  await pidOf(terminated)
  terminated.kill('SIGTERM')
  expect(await once(terminated, 'exit')).toEqual([143, null])
})

test('a launcher that is killed leaves no script behind', async () => {
  const launcher = launch('wait')
  const pid = await pidOf(launcher)
  launcher.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})
