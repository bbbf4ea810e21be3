import type { BatchReply } from './batchReply.ts'
import { ChildAutopsy } from './childAutopsy.ts'
import type { ChildNote, LargeValueNote } from './childMessages.ts'
import type { ChildListener, ChildProcess } from './childProcess.ts'
import { EventLines, type EventLinesSink } from './eventLines.ts'
import type { DeathCause } from './itemFailures.ts'
import type { Blame } from './itemLedger.ts'
import type { ItemTracking } from './itemTracking.ts'
import type { MemoryWatch } from './memoryWatch.ts'

/** What a batch is told of the child that runs its items. */
export interface BatchChildListener {
  /** The function is there, and items may be sent. */
  loaded(): void
  loadFailed(refusal: Parameters<BatchReply['refuse']>[0]): void
  /** Items have started or ended. */
  progressed(): void
  /** A large value is on its way to S3, or has arrived. */
  storingChanged(): void
  /** What was not started has been forgotten. */
  stopped(): void
  abandoned(index: number): void
  /** Everything it said has been told before. */
  gone(cause: DeathCause, blame: Blame): void
}

/** Where what a child says is put down. */
export interface BatchChildParts {
  readonly reply: BatchReply
  readonly tracking: ItemTracking
  readonly memory: MemoryWatch
}

/** A child at work on a batch: takes what it says apart, and knows in the end why it died. */
export class BatchChild implements EventLinesSink, ChildListener {
  readonly process: ChildProcess
  private readonly parts: BatchChildParts
  private readonly listener: BatchChildListener
  private readonly lines = new EventLines(this)
  private readonly autopsy = new ChildAutopsy()

  constructor(process: ChildProcess, parts: BatchChildParts, listener: BatchChildListener) {
    this.process = process
    this.parts = parts
    this.listener = listener
  }

  /** Ends it for a reason, which the first call gives. */
  kill(cause: DeathCause): void {
    if (this.autopsy.isKilled) return
    this.autopsy.killing(cause)
    this.process.kill()
  }

  events(bytes: Buffer): void {
    this.lines.feed(bytes)
    this.listener.progressed()
  }

  forward(bytes: Buffer): void {
    this.parts.reply.lines(bytes)
  }

  started(index: number): boolean {
    return this.parts.tracking.started(index)
  }

  hasMoreToSay(index: number): boolean {
    const { tracking } = this.parts
    return tracking.logs.hasMoreOf(index) || tracking.mayHaveRawOutput(index)
  }

  finished(index: number): boolean {
    this.autopsy.survived()
    return this.parts.tracking.finished(index)
  }

  finishedWith(index: number, line: Buffer, hasSucceeded: boolean): boolean {
    this.autopsy.survived()
    this.process.drainRaw()
    return this.parts.tracking.finishedWith(index, line, hasSucceeded)
  }

  log(line: Buffer): void {
    this.parts.tracking.log(line)
  }

  logDropped(index: number | null, lines: number, bytes: number): void {
    this.parts.tracking.logs.countDropped(index, lines, bytes)
  }

  largeValue(header: LargeValueNote, pieces: readonly Buffer[]): void {
    this.process.drainRaw()
    const stored = this.parts.tracking.store(header, pieces)
    this.listener.storingChanged()
    void stored.then(() => this.listener.storingChanged())
  }

  junk(line: Buffer): void {
    this.raw('stdout', Buffer.concat([line, Buffer.from('\n')]))
  }

  raw(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    const { tracking } = this.parts
    this.autopsy.said(stream, bytes)
    tracking.logs.addRaw(tracking.onlyRunning, stream, bytes)
  }

  note(note: Exclude<ChildNote, LargeValueNote>): void {
    switch (note.note) {
      case 'loaded':
        return this.listener.loaded()
      case 'loadFailed':
        return this.listener.loadFailed(note)
      case 'exiting':
      case 'lost':
        return this.autopsy.noted(note)
      case 'stopped':
        return this.listener.stopped()
      case 'abandoned':
        return this.listener.abandoned(note.index)
      case 'retired':
        return this.process.kill()
      case 'partial':
        return this.parts.tracking.logs.keepPartial({ index: note.index, stream: note.stream, text: note.text })
      case 'memory':
        return this.parts.memory.reported(note.rss)
      default:
        return note satisfies never
    }
  }

  gone(code: number | null, signal: NodeJS.Signals | null): void {
    const exit = { kind: 'exited', code, signal } as const
    const cause = this.autopsy.cause(exit, this.process.heapLimitMb, this.parts.memory.functionMb)
    this.listener.gone(cause, this.autopsy.blame())
  }
}
