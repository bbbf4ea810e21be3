import { spawn, type ChildProcess as NodeChildProcess } from 'node:child_process'

/**
 * Ends the child's process group when this process is gone, however it went. A child whose code never yields would not
 * notice, and where environments share a machine with others it would go on for ever.
 */
export class OrphanGuard {
  private shell: NodeChildProcess | undefined = undefined

  /** From now on it is this process group that is not to be left behind. */
  watch(pid: number): void {
    // There the environment's own end takes the whole tree of processes.
    if (process.platform === 'win32') return
    this.shell ??= startShell(() => {
      this.shell = undefined
    })
    this.shell.stdin?.write(`${pid}\n`)
  }
}

/** Reads process ids until this process's end of the pipe is closed by its death, and ends the group named last. */
function startShell(onEnd: () => void): NodeChildProcess {
  const shell = spawn('sh', ['-c', 'while read -r line; do pid=$line; done; kill -9 "-$pid"'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', onEnd)
  shell.on('exit', onEnd)
  shell.stdin.on('error', () => {})
  // It must not keep a process alive that has nothing else to do.
  shell.unref()
  return shell
}
