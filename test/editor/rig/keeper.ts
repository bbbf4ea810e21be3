// Outlives the process that started it just long enough to end what that process began: its standard input is a
// pipe from there, and however that process goes (even by SIGKILL), the pipe ends.
import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { processesOfRun } from './processesOfRun.ts'

const graceMs = 3_000
const pollEveryMs = 50

function signalAll(folder: string, signal: NodeJS.Signals): number {
  const pids = processesOfRun(folder)
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // Already gone.
    }
  }
  return pids.length
}

async function endProcesses(folder: string): Promise<void> {
  const killFrom = Date.now() + graceMs
  if (signalAll(folder, 'SIGTERM') === 0) return
  while (Date.now() < killFrom) {
    await delay(pollEveryMs)
    if (processesOfRun(folder).length === 0) return
  }
  while (signalAll(folder, 'SIGKILL') > 0) await delay(pollEveryMs)
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('The keeper needs the folder of its run.')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.stdin.resume()
process.stdin.once('close', () => {
  void (async () => {
    await endProcesses(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })()
})
