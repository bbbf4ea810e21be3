import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LocalCloudDiscovery } from '#local-cloud/discovery'

/** A local cloud that a test has started from source, in a folder of its own. */
export interface StartedLocalCloud extends AsyncDisposable {
  readonly discovery: LocalCloudDiscovery
  readonly folder: string
  readonly process: ChildProcess
  /** What an AWS SDK client of any service but S3 is made with; for S3 add `forcePathStyle: true`. */
  readonly clientConfiguration: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  /** Ends the process (SIGTERM if not told otherwise) and waits for its end; the folder stays. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

const mainPath = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))

/**
 * Starts a local cloud with further arguments (`--concurrency 5`), in a new folder or in one that another had before.
 * Disposing of it ends it and deletes the folder. Rejects with its output where it does not start.
 */
export async function startLocalCloud(args: readonly string[] = [], oldFolder?: string): Promise<StartedLocalCloud> {
  const folder = oldFolder ?? (await mkdtemp(join(tmpdir(), 'local-cloud-')))
  const daemon = spawn(process.execPath, [mainPath, '--folder', folder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' },
  })
  let errors = ''
  daemon.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = once(daemon, 'exit')
  // Its first line says that it listens.
  const isUp = await Promise.race([once(daemon.stdout, 'data').then(() => true), ended.then(() => false)])
  if (!isUp) throw new Error(`The local cloud did not start: ${errors}`)
  daemon.stdout.resume()
  const discovery: LocalCloudDiscovery = JSON.parse(await readFile(join(folder, 'discovery.json'), 'utf8'))
  const { endpoint, region, accessKeyId, secretAccessKey } = discovery
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    daemon.kill(signal)
    await ended
  }
  return {
    discovery,
    folder,
    process: daemon,
    clientConfiguration: { endpoint, region, credentials: { accessKeyId, secretAccessKey } },
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop()
      // Environments of a killed daemon may still be writing for a moment.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
  }
}
