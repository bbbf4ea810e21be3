import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { killProcessGroup } from './processGroup.ts'

/** Sees to it that environments do not outlive this process, even when it is killed. */
export interface ProcessGuard extends Disposable {
  add(pid: number): void
  remove(pid: number): void
}

/**
 * Starts, with the first environment, a process that does nothing but wait for its standard input to end, which it does
 * when this process is gone; it then kills what it was told of. An environment whose code never yields would not notice.
 * `command` is what to run: the daemon's own script with the argument that makes it call `runProcessGuard`.
 */
export function createProcessGuard(command: readonly string[]): ProcessGuard {
  const pids = new Set<number>()
  let guard: ChildProcess | null = null
  let disposed = false
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [...command], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'ignore', 'ignore'],
      // Out of this process's group, so that what is sent to the whole group spares it.
      detached: true,
      windowsHide: true,
    })
    child.stdin.on('error', () => {})
    child.on('error', () => {})
    child.on('exit', () => {
      guard = null
      if (!disposed && pids.size > 0) guard = start()
    })
    for (const pid of pids) child.stdin.write(`+${pid}\n`)
    child.unref()
    return child
  }
  return {
    add: (pid) => {
      pids.add(pid)
      if (guard === null) guard = start()
      else guard.stdin?.write(`+${pid}\n`)
    },
    remove: (pid) => {
      pids.delete(pid)
      guard?.stdin?.write(`-${pid}\n`)
    },
    [Symbol.dispose]: () => {
      disposed = true
      guard?.stdin?.end()
    },
  }
}

/** The guard's own side: reads `+pid` and `-pid` lines, and at their end kills the process groups still named. */
export function runProcessGuard(): void {
  const pids = new Set<number>()
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    const pid = Number(line.slice(1))
    if (line.startsWith('+')) pids.add(pid)
    else pids.delete(pid)
  })
  lines.on('close', () => {
    for (const pid of pids) killProcessGroup(pid)
  })
}
