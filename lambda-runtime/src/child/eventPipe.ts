import { writeSync } from 'node:fs'
import type { ChildNote, LargeValueNote } from '../childMessages.ts'

// Kept from before the user's code had a chance to replace them.
const stringify = JSON.stringify
const now = performance.now.bind(performance)

/** A write that takes longer than this waited for a reader. */
const waitedMs = 2

/**
 * The way to the handler. Writing is synchronous: what was said before the process dies has arrived. Lines that are
 * added go out together with the next flush.
 */
export class EventPipe {
  /** Milliseconds spent so far waiting for a reader; not the fault of the item that ran meanwhile. */
  waitedMs = 0
  private pending = ''
  private readonly fd: number

  constructor(fd: number) {
    this.fd = fd
  }

  add(line: string): void {
    this.pending += line
  }

  flush(): void {
    if (this.pending === '') return
    const text = this.pending
    this.pending = ''
    this.write(Buffer.from(text))
  }

  note(note: ChildNote): void {
    this.add(`${stringify(note)}\n`)
    this.flush()
  }

  largeValue(header: LargeValueNote, bytes: Uint8Array): void {
    this.add(`${stringify(header)}\n`)
    this.flush()
    this.write(bytes)
    this.add('\n')
    this.flush()
  }

  private write(bytes: Uint8Array): void {
    const startedMs = now()
    let from = 0
    while (from < bytes.length) {
      try {
        from += writeSync(this.fd, bytes, from)
      } catch (error) {
        if (!isTryAgain(error)) throw error
        Atomics.wait(sleepCell, 0, 0, 1)
      }
    }
    const tookMs = now() - startedMs
    if (tookMs > waitedMs) this.waitedMs += tookMs
  }
}

const sleepCell = new Int32Array(new SharedArrayBuffer(4))

const isTryAgain = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EAGAIN'
