import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment } from './cleanEnvironment.ts'
import { processesOfRun, runMarker } from './processesOfRun.ts'

/** A temporary folder and all processes started with its environment; both are gone after disposal. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string
  /** The environment for a process of this run: home and temporary files inside the folder, and its marker. */
  readonly environment: Readonly<NodeJS.ProcessEnv>
  /** The ids of this run's living processes. */
  processes(): readonly number[]
}

/**
 * Makes a run's folder, kept by a process of its own: it ends the run's processes and removes the folder when this
 * one disposes of it or ends, in whatever way.
 */
export async function createRunFolder(): Promise<RunFolder> {
  const path = await mkdtemp(join(tmpdir(), 'wren-rig-'))
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts'), path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...cleanEnvironment(process.env), NODE_NO_WARNINGS: '1' },
  })
  // Neither the keeper nor its pipe may keep a finished launcher alive.
  keeper.unref()
  const exited = once(keeper, 'exit')
  // Short names: the sockets that VS Code makes in here may be 107 characters long.
  const folders = { HOME: join(path, 'home'), XDG_RUNTIME_DIR: join(path, 'x'), TMPDIR: join(path, 't') }
  for (const folder of Object.values(folders)) await mkdir(folder, { mode: 0o700 })
  return {
    path,
    environment: { ...cleanEnvironment(process.env), ...folders, [runMarker]: path },
    processes: () => processesOfRun(path),
    async [Symbol.asyncDispose]() {
      keeper.ref()
      keeper.stdin.end()
      const [code] = await exited
      if (code !== 0) throw new Error(`The run in ${path} could not be cleaned up: its keeper ended with ${code}.`)
    },
  }
}
