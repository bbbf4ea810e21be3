// `npm run editor [-- <folder>]`: Wren in a VS Code of its own, in a tab of your browser, on the example or a folder.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { packageExtension } from './package.ts'

const root = join(import.meta.dirname, '..')
/** What a shell tells after Ctrl-C, which is how this is meant to end. */
const endedBySignal = new Set([0, 129, 130, 143])

if (process.platform === 'linux' && process.arch === 'x64') {
  process.exitCode = await openEditor(resolve(process.argv[2] ?? join(root, 'examples', 'airports')))
} else {
  process.stderr.write(
    'The VS Code from npm runs on Linux x64 alone. With VS Code installed: open this folder in it and press F5,\n' +
      'or install the extension: npm run package, then code --install-extension wren-<platform>.vsix\n',
  )
  process.exitCode = 2
}

async function openEditor(folder: string): Promise<number> {
  // The child gets the signals of the terminal too, and ends what it began; this waits for it.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  const temporary = await mkdtemp(join(tmpdir(), 'wren-editor-'))
  try {
    const { path } = await packageExtension(temporary)
    const home = join(root, '.wren')
    const code = await runNode([
      'test/editor/openInBrowser.ts',
      `--vsix=${path}`,
      `--folder=${folder}`,
      `--wren-home=${home}`,
    ])
    return endedBySignal.has(code) ? 0 : code
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function runNode([script = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
    // The channel carries nothing: it closes when this process is gone, however it went.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const passOn = (): boolean => child.kill('SIGTERM')
  process.once('SIGTERM', passOn)
  try {
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  } finally {
    process.off('SIGTERM', passOn)
  }
}
