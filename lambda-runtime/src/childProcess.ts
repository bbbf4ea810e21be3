import { spawn, type ChildProcess as NodeChildProcess } from 'node:child_process'
import { readSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { commandFd, eventFd, type ChildCommand } from './childMessages.ts'

/** Whoever follows a child. */
export interface ChildListener {
  /** Bytes of the event pipe, in order. */
  events(bytes: Buffer): void
  /** What came out of stdout or stderr past JavaScript's own streams: native code, other processes, V8's last words. */
  raw(stream: 'stdout' | 'stderr', bytes: Buffer): void
  /** The process is gone and everything it wrote has been passed on. */
  gone(code: number | null, signal: NodeJS.Signals | null): void
}

/** How long the output of a process that is gone may still be held open by another one. */
const lingeringMs = 50

/** The process that runs the user's code, in a process group of its own so that what it started goes with it. */
export class ChildProcess {
  readonly pid: number
  /** Bytes of JavaScript heap at which V8 gives up. */
  readonly heapLimitMb: number
  isGone = false
  /** It was told to end, and will soon be gone. */
  isDoomed = false
  private readonly process: NodeChildProcess
  private readonly commands: Writable
  private readonly events: Readable
  private listener: ChildListener | undefined = undefined
  private exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined = undefined
  private haveEventsEnded = false

  constructor(heapLimitMb: number) {
    this.heapLimitMb = heapLimitMb
    const flags = [`--max-old-space-size=${heapLimitMb}`, ...asyncContextFlags()]
    const script = fileURLToPath(new URL('./child.mjs', import.meta.url))
    this.process = spawn(process.execPath, [...flags, script], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: process.versions['electron'] === undefined ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    this.pid = this.process.pid ?? 0
    const events = this.process.stdio[eventFd]
    const commands = this.process.stdio[commandFd]
    if (!isReadable(events) || !isWritable(commands)) throw new Error('The child process has no pipes.')
    this.events = events
    this.commands = commands
    // A child that is gone is told of by its exit alone.
    commands.on('error', () => {})
    events.on('error', () => {})
    events.on('close', () => {
      this.haveEventsEnded = true
      this.settle()
    })
    this.process.on('error', () => this.exited(null, null))
    this.process.on('exit', (code, signal) => this.exited(code, signal))
  }

  /** Passes everything that comes, and has come, to `listener`. */
  listen(listener: ChildListener): void {
    const isFirst = this.listener === undefined
    this.listener = listener
    if (!isFirst) return
    this.events.on('data', (bytes: Buffer) => this.listener?.events(bytes))
    this.process.stdout?.on('data', (bytes: Buffer) => this.listener?.raw('stdout', bytes))
    this.process.stderr?.on('data', (bytes: Buffer) => this.listener?.raw('stderr', bytes))
    this.settle()
  }

  send(command: ChildCommand): void {
    this.sendLine(JSON.stringify(command))
  }

  /** A command that is JSON already. */
  sendLine(command: string): void {
    if (!this.isGone) this.commands.write(`${command}\n`)
  }

  /** While paused the child can write no more than its pipe holds, and then waits. */
  pause(): void {
    this.events.pause()
  }

  resume(): void {
    this.events.resume()
  }

  /**
   * Passes on at once what waits in stdout and stderr, so that it is told before what is read from the event pipe. Where
   * a stream has no descriptor of its own, as on Windows, that is left to the event loop.
   */
  drainRaw(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const fd = descriptorOf(this.process[stream])
      if (fd === undefined) continue
      for (let bytes = readWaiting(fd); bytes !== undefined; bytes = readWaiting(fd)) this.listener?.raw(stream, bytes)
    }
  }

  /** Ends the process and all that it started, whatever they are doing. */
  kill(): void {
    this.isDoomed = true
    killGroup(this.pid)
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.exit = { code, signal }
    killGroup(this.pid)
    this.settle()
  }

  private settle(): void {
    const { exit, listener } = this
    if (exit === undefined || !this.haveEventsEnded || listener === undefined || this.isGone) return
    this.isGone = true
    this.commands.destroy()
    const { stdout, stderr } = this.process
    const tellGone = (): void => {
      clearTimeout(lingering)
      stdout?.destroy()
      stderr?.destroy()
      this.listener?.gone(exit.code, exit.signal)
    }
    const lingering = setTimeout(tellGone, lingeringMs)
    const isClosed = (): boolean => stdout?.readableEnded !== false && stderr?.readableEnded !== false
    const closeIfBoth = (): void => {
      if (isClosed()) tellGone()
    }
    if (isClosed()) return tellGone()
    stdout?.once('end', closeIfBoth)
    stderr?.once('end', closeIfBoth)
  }
}

const readBytes = 64 * 1024

/** What can be read without waiting. */
function readWaiting(fd: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(readBytes)
  try {
    const length = readSync(fd, bytes)
    return length > 0 ? bytes.subarray(0, length) : undefined
  } catch {
    // EAGAIN: nothing waits.
    return undefined
  }
}

/** Node tells the number of a pipe's descriptor on its handle alone. */
function descriptorOf(stream: Readable | null): number | undefined {
  const handle: unknown = stream === null ? undefined : Reflect.get(stream, '_handle')
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return undefined
  return typeof handle.fd === 'number' && handle.fd > 2 ? handle.fd : undefined
}

function killGroup(pid: number): void {
  if (pid === 0) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of that group is left.
  }
}

/** Node 22 follows async calls into error handlers only when asked to; Node 24 always does. */
function asyncContextFlags(): readonly string[] {
  const major = Number(process.versions.node.split('.')[0])
  return major < 24 ? ['--experimental-async-context-frame'] : []
}

const isReadable = (stream: Readable | Writable | null | undefined): stream is Readable =>
  stream !== null && stream !== undefined && 'read' in stream

const isWritable = (stream: Readable | Writable | null | undefined): stream is Writable =>
  stream !== null && stream !== undefined && 'write' in stream
