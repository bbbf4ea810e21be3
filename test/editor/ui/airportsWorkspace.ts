import { execFile } from 'node:child_process'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRunFolder } from '../rig/createRunFolder.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const run = promisify(execFile)

/** The airports example, the built extension and a state folder of their own, to open a window with. */
export interface AirportsWorkspace extends AsyncDisposable {
  readonly workspace: string
  readonly extensionsDir: string
  readonly environment: Readonly<Record<string, string>>
  /** Runs the built `wren` in the same state folder; resolves to its exit code and output, whatever the code is. */
  wren(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }>
}

/** Prepares it from what is built in dist/. Disposal ends whatever `wren` has started and removes everything. */
export async function prepareAirports(): Promise<AirportsWorkspace> {
  const own = await createRunFolder()
  const folder = own.path
  const workspace = join(folder, 'airports')
  await cp(join(root, 'examples', 'airports'), workspace, { recursive: true })
  await cp(join(root, 'node_modules', 'suncalc'), join(workspace, 'node_modules', 'suncalc'), { recursive: true })
  const extension = join(folder, 'extensions', 'wren.wren-0.1.0')
  await mkdir(extension, { recursive: true })
  // A page may load nothing that lies elsewhere, not even through a link.
  for (const part of ['package.json', 'dist', 'media'])
    await cp(join(root, part), join(extension, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(extension, 'node_modules'))
  const environment = { WREN_HOME: join(folder, 'home') }
  const wren: AirportsWorkspace['wren'] = async (...args) => {
    const options = { env: { ...own.environment, ...environment }, maxBuffer: 100_000_000 }
    return await run(process.execPath, [join(root, 'bin', 'wren.mjs'), ...args], options).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        output: error.stdout + error.stderr,
      }),
    )
  }
  return {
    workspace,
    extensionsDir: join(folder, 'extensions'),
    environment,
    wren,
    [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
  }
}
