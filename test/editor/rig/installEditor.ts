// Imports nothing but Node's own: it runs, and is type-checked, where the packages of test/editor are not installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')

/** Installs VS Code and a browser into test/editor, once per lock file; returns that folder. */
export async function installEditor(): Promise<string> {
  const stamp = join(folder, 'node_modules', '.wren-installed')
  const lock = createHash('sha256')
    .update(await readFile(join(folder, 'package-lock.json')))
    .digest('hex')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === lock) return folder
  process.stderr.write('Installing VS Code and a browser (about 600 MB, once)…\n')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const npm = spawn('npm', ['ci', ...flags, '--engine-strict=false'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  const [code] = await once(npm, 'exit')
  if (code !== 0) throw new Error(`npm ci failed in ${folder}; see above.`)
  await writeFile(stamp, lock)
  return folder
}
