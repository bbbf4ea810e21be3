import { spawn } from 'node:child_process'

/** Kills a process that was started detached and every process it has started; none left is no error. */
export function killProcessGroup(pid: number): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // ESRCH: all of them are gone already.
  }
}
