// Imports nothing but Node's own: it runs, and is type-checked, where the packages of test/editor are not installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestCounts } from './testCounts.ts'

const folder = join(import.meta.dirname, '..')

async function install(): Promise<void> {
  const stamp = join(folder, 'node_modules', '.wren-installed')
  const lock = createHash('sha256')
    .update(await readFile(join(folder, 'package-lock.json')))
    .digest('hex')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === lock) return
  process.stderr.write('Installing VS Code and a browser for the tests in the editor…\n')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = spawn('npm', ['ci', ...flags], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  const [code] = await once(npm, 'exit')
  if (code !== 0) throw new Error(`npm ci failed in ${folder}; see above.`)
  await writeFile(stamp, lock)
}

/**
 * Installs what the editor's tests need (once per lock file), runs `script` of test/editor in a process of its own with
 * this Node (24), and resolves with the counts that it wrote to the file in its last argument. A script that wrote none
 * is one failure.
 */
export async function installAndRunEditorTests(script: string, args: readonly string[] = []): Promise<TestCounts> {
  await install()
  const results = await mkdtemp(join(tmpdir(), 'wren-editor-results-'))
  const countsFile = join(results, 'counts.json')
  try {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(folder, script), ...args, `--counts=${countsFile}`],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const [code] = await once(child, 'exit')
    const counts: TestCounts = JSON.parse(await readFile(countsFile, 'utf8').catch(() => '{"passed":0,"failed":0}'))
    return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 }
  } finally {
    await rm(results, { recursive: true, force: true })
  }
}
