import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** How a run of `wren` ended and what it wrote. */
export interface WrenRun {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A run of `wren` that is under way. */
export interface StartedWren {
  readonly child: ChildProcess
  readonly ended: Promise<WrenRun>
  /** Resolves when stderr has said so, rejects where the run ends before. */
  said(pattern: RegExp): Promise<void>
}

/** What a run finds on its standard input. */
export interface RunOptions {
  readonly input?: string
  readonly keepInputOpen?: boolean
}

/** A WREN_HOME of its own with a working folder; disposing of it stops its local cloud and deletes it. */
export interface WrenSandbox extends AsyncDisposable {
  readonly home: string
  readonly folder: string
  start(args: readonly string[], options?: RunOptions): StartedWren
  run(args: readonly string[], options?: RunOptions): Promise<WrenRun>
}

/** Makes a sandbox. The built CLI must be there: see `build` in scripts/. */
export function makeSandbox(env: NodeJS.ProcessEnv = {}): WrenSandbox {
  const base = mkdtempSync(join(tmpdir(), 'wren-cli-'))
  const home = join(base, 'home')
  const start = (args: readonly string[], { input = '', keepInputOpen = false }: RunOptions = {}): StartedWren => {
    const child = spawn(process.execPath, [join(root, 'bin', 'wren.mjs'), ...args], {
      cwd: base,
      env: { ...withoutWren(process.env), WREN_HOME: home, NO_COLOR: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin.on('error', () => undefined)
    child.stdin.write(input)
    if (!keepInputOpen) child.stdin.end()
    return watch(child)
  }
  const run = async (args: readonly string[], options?: RunOptions): Promise<WrenRun> =>
    await start(args, options).ended
  return {
    home,
    folder: base,
    start,
    run,
    [Symbol.asyncDispose]: async () => {
      await run(['local', 'stop'])
      rmSync(base, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function watch(child: ChildProcess): StartedWren {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<WrenRun>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const said = async (pattern: RegExp): Promise<void> => {
    const heard = new Promise<void>((resolve) => {
      const look = (): void => {
        if (pattern.test(stderr)) resolve()
      }
      child.stderr?.on('data', look)
      look()
    })
    const silent = ended.then(() => {
      if (!pattern.test(stderr)) throw new Error(`wren ended without saying ${String(pattern)}:\n${stderr}`)
    })
    await Promise.race([heard, silent])
  }
  return { child, ended, said }
}

/** What the machine that runs the tests has set must not change what they see. */
const withoutWren = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('WREN_') && name !== 'FORCE_COLOR'))
