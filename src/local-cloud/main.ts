// The local cloud's process: `main --folder DIR [--version V] [--idle-ms N] [--streaming on|off] [--concurrency N]
// [--environment-idle-ms N] [--fault-plan FILE]`, or `main guard`, which it runs itself.
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const scriptPath = fileURLToPath(import.meta.url)
// Whoever asks whether the lock is held does so by holding it for a moment; only an owner holds it for longer.
const lockPatienceMs = 1_000

// Each loads its own code alone: the guard is to be small.
if (process.argv[2] === 'guard') {
  const { runProcessGuard } = await import('./lambda/processGuard.ts')
  runProcessGuard()
} else {
  await runDaemon(process.argv.slice(2))
}

async function runDaemon(args: readonly string[]): Promise<void> {
  const { parseLocalCloudOptions } = await import('./localCloudOptions.ts')
  const { startLocalCloud } = await import('./startLocalCloud.ts')
  const { takeOwnerLock } = await import('#owner-lock')
  const options = parseLocalCloudOptions(args)
  mkdirSync(options.folder, { recursive: true })
  // The credentials and the code of functions lie in it, whoever made it.
  chmodSync(options.folder, 0o700)
  const lock = takeOwnerLock(join(options.folder, 'daemon.lock'), lockPatienceMs)
  if (lock === null) {
    process.stdout.write(`Another local cloud owns ${options.folder}.\n`)
    return
  }
  const stop = (): void => {
    // Whatever hangs must not keep the process.
    setTimeout(() => process.exit(0), 3000).unref()
    void cloud.dispose().finally(() => {
      lock.release()
      process.exit(0)
    })
  }
  const cloud = await startLocalCloud(options, {
    bootstrapPath: fileURLToPath(
      // From source its sources lie in folders; built, each entry is one file beside this one.
      new URL(scriptPath.endsWith('.ts') ? './lambda/bootstrap.ts' : './local-cloud-bootstrap.mjs', import.meta.url),
    ),
    guardCommand: [scriptPath, 'guard'],
    onStop: stop,
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', stop)
  // Its output is for whoever started it; that it is gone is no reason to end.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.stdout.write(`${cloud.discovery.endpoint}\n`)
}
