import { constants } from 'node:os'
import { toRemoteError } from '#protocol/toRemoteError'
import type { OutputCapture } from './captureOutput.ts'
import type { EventPipe } from './eventPipe.ts'
import { itemScopes, type ItemRun } from './itemRun.ts'

/** What runs in the process that is guarded. */
export interface GuardedRun {
  readonly running: ReadonlySet<ItemRun>
  fail(run: ItemRun, thrown: unknown): void
  /** An error while the user's module is being loaded; the process ends with it. */
  failLoading(thrown: unknown): void
  readonly isLoading: boolean
}

const realExit = process.exit.bind(process)
const realKill = process.kill.bind(process)
const realAbort = process.abort.bind(process)
const realChdir = process.chdir.bind(process)

/** Sees to it that whatever ends this process, or surfaces outside a function, is known by the item it belongs to. */
export class ProcessGuard {
  private readonly pipe: EventPipe
  private readonly output: OutputCapture
  private readonly run: GuardedRun
  private readonly home = process.cwd()
  private hasMoved = false

  constructor(pipe: EventPipe, output: OutputCapture, run: GuardedRun) {
    this.pipe = pipe
    this.output = output
    this.run = run
  }

  install(): void {
    process.exit = (code) => {
      this.noteExit(`called process.exit(${code ?? process.exitCode ?? ''})`)
      return realExit(code)
    }
    process.abort = () => {
      this.noteExit('called process.abort()')
      return realAbort()
    }
    process.kill = (pid, signal) => {
      if (Math.abs(pid) === process.pid && this.isDeadly(signal)) this.noteExit(`sent itself ${signalName(signal)}`)
      return realKill(pid, signal)
    }
    process.chdir = (directory) => {
      this.hasMoved = true
      realChdir(directory)
    }
    process.on('uncaughtException', (error) => this.surfaced(error, 'exception'))
    process.on('unhandledRejection', (reason) => {
      // A listener of the user's own means that they have taken care of it.
      if (process.listenerCount('unhandledRejection') === 1) this.surfaced(reason, 'rejection')
    })
  }

  /** Goes back to where the process began, should an item have left. */
  readonly goHome = (): void => {
    if (!this.hasMoved) return
    this.hasMoved = false
    realChdir(this.home)
  }

  private isDeadly(signal: string | number | undefined): boolean {
    const name = signalName(signal)
    return name === 'SIGKILL' || (name in constants.signals && process.listenerCount(name) === 0)
  }

  private noteExit(how: string): void {
    const run = this.ownerOfNow()
    this.pipe.note({
      note: 'exiting',
      index: run?.index ?? null,
      leftover: run?.isRecorded ?? false,
      how,
    })
  }

  private surfaced(thrown: unknown, what: 'exception' | 'rejection'): void {
    const run = this.ownerOfNow()
    if (run === undefined) {
      if (this.run.isLoading) return this.run.failLoading(thrown)
      if (this.run.running.size > 1) return this.loseAll(thrown)
    }
    const word = what === 'exception' ? 'An exception that nobody caught' : 'A promise rejection that nobody handled'
    const when = run === undefined || run.isRecorded ? ' (no item that is still running left it)' : ''
    this.output.write(run, 'stderr', `${word}${when}: ${shown(thrown)}\n`)
    if (run !== undefined) this.run.fail(run, thrown)
  }

  /** The item that the running code belongs to; where nothing tells it, the only one there is. */
  private ownerOfNow(): ItemRun | undefined {
    const run = itemScopes.getStore()
    if (run !== undefined) return run
    const [only, ...others] = this.run.running
    return others.length === 0 ? only : undefined
  }

  private loseAll(thrown: unknown): void {
    this.pipe.note({ note: 'lost', error: toRemoteError(thrown) })
    realExit(1)
  }
}

function signalName(signal: string | number | undefined): string {
  if (signal === undefined) return 'SIGTERM'
  if (typeof signal === 'string') return signal
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? String(signal)
}

function shown(thrown: unknown): string {
  const error = toRemoteError(thrown)
  return error.stack ?? `${error.name}: ${error.message}`
}
