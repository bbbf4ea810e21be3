import { execFile, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createRunFolder } from './createRunFolder.ts'
import type { RunFolder } from './createRunFolder.ts'
import { prepare } from './prepare.ts'
import { linkBuiltIns, usualBuiltIns } from './linkBuiltIns.ts'
import { quietSettings } from './quietSettings.ts'
import { rigPaths } from './rigPaths.ts'

const startTimeoutMs = 30_000

/** How a server differs from the usual one. */
export interface VsCodeServerOptions {
  /** Ask whether a folder is trusted; default false: every folder is. */
  readonly workspaceTrust?: boolean
  /** Let the page run an extension's tests and report them; then modal dialogs throw and toasts do not show. */
  readonly smokeTestDriver?: boolean
  /** What a page must know to be answered; default: nothing, for whoever can reach the port is a test. */
  readonly connectionToken?: string
  /** Where extensions live; default: an empty folder of the run. */
  readonly extensionsDir?: string
  /** Which of VS Code's own extensions are there; default: a few, which starts a second sooner than `all`. */
  readonly builtInExtensions?: readonly string[] | 'all'
  /** User settings over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** More environment for the server and the extension host. */
  readonly environment?: Readonly<Record<string, string>>
}

/** A running VS Code server on loopback; disposal ends all of its processes and removes its folder. */
export interface VsCodeServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** User data, settings and logs. */
  readonly dataDir: string
  readonly run: RunFolder
  /** Installs a packaged extension; the next page that opens has it. */
  installExtension(vsix: string): Promise<void>
}

/** Starts VS Code's server from npm on a free port; rejects with its output when it does not come up. */
export async function startVsCodeServer(options: VsCodeServerOptions = {}): Promise<VsCodeServer> {
  await prepare()
  await using stack = new AsyncDisposableStack()
  const run = stack.use(await createRunFolder())
  const dataDir = join(run.path, 'd')
  const extensionsDir = options.extensionsDir ?? join(run.path, 'e')
  const settingsFile = join(dataDir, 'User', 'settings.json')
  await mkdir(dirname(settingsFile), { recursive: true })
  await mkdir(extensionsDir, { recursive: true })
  await writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2))

  const builtInDir = join(run.path, 'b')
  await linkBuiltIns(builtInDir, options.builtInExtensions ?? usualBuiltIns)
  const folders = ['--server-data-dir', dataDir, '--user-data-dir', dataDir, '--extensions-dir', extensionsDir]
  const builtIns = ['--builtin-extensions-dir', builtInDir]
  const environment = { ...run.environment, EXTENSIONS_GALLERY: '{}', ...options.environment }
  const server = spawn(
    process.execPath,
    [
      rigPaths.serverMain,
      ...'--host 127.0.0.1 --port 0 --accept-server-license-terms'.split(' '),
      ...(options.connectionToken === undefined
        ? ['--without-connection-token']
        : ['--connection-token', options.connectionToken]),
      ...folders,
      ...builtIns,
      ...'--telemetry-level off --reconnection-grace-time 1'.split(' '),
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
    ],
    { detached: true, cwd: run.path, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const port = await readPort(server)
  // From here on its words are for whoever looks into a failure.
  const log = createWriteStream(join(run.path, 'server.log'))
  server.stdout.pipe(log, { end: false })
  server.stderr.pipe(log, { end: false })
  const kept = stack.move()
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    dataDir,
    run,
    async installExtension(vsix) {
      await promisify(execFile)(process.execPath, [rigPaths.serverMain, ...folders, '--install-extension', vsix], {
        env: environment,
        cwd: run.path,
      })
    },
    async [Symbol.asyncDispose]() {
      await kept.disposeAsync()
      log.end()
    },
  }
}

/** Waits for the port that a starting server prints. */
function readPort(server: ReturnType<typeof spawn>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let output = ''
  const listen = (chunk: Buffer): void => {
    output += chunk.toString('utf8')
    const port = /agent listening on (\d+)/.exec(output)?.[1]
    if (port !== undefined) resolve(Number(port))
  }
  const failed = (how: string): void => reject(new Error(`VS Code's server ${how}:\n${output}`))
  const timer = setTimeout(() => failed(`did not start within ${startTimeoutMs} ms`), startTimeoutMs)
  const exited = (code: number | null): void => failed(`ended with ${code} at its start`)
  server.stdout?.on('data', listen)
  server.stderr?.on('data', listen)
  server.once('error', reject)
  server.once('exit', exited)
  return promise.finally(() => {
    clearTimeout(timer)
    server.stdout?.off('data', listen)
    server.stderr?.off('data', listen)
    server.off('exit', exited)
  })
}
