import type { ChildNote } from './childMessages.ts'
import type { DeathCause } from './itemFailures.ts'
import type { Blame } from './itemLedger.ts'

const maxLastWords = 8_192
/** What V8 and Node print when memory is refused to them. */
const outOfHeap = /heap out of memory|Reached heap limit|invalid table size|Array buffer allocation failed/

/** Gathers, while a child lives, what will tell why it died and whose fault that was. */
export class ChildAutopsy {
  private killedFor: DeathCause | undefined = undefined
  private lastNote: Extract<ChildNote, { note: 'exiting' | 'lost' }> | undefined = undefined
  private lastWords = ''

  get isKilled(): boolean {
    return this.killedFor !== undefined
  }

  /** This process is about to end the child. */
  killing(cause: DeathCause): void {
    this.killedFor ??= cause
  }

  noted(note: Extract<ChildNote, { note: 'exiting' | 'lost' }>): void {
    this.lastNote = note
  }

  /** It went on after all. */
  survived(): void {
    this.lastNote = undefined
  }

  said(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    if (stream === 'stderr') this.lastWords = (this.lastWords + bytes.toString('latin1')).slice(-maxLastWords)
  }

  cause(exit: Extract<DeathCause, { kind: 'exited' }>, heapLimitMb: number, functionMb: number): DeathCause {
    if (this.killedFor !== undefined) return this.killedFor
    if (this.lastNote?.note === 'exiting') return { kind: 'ownDoing', how: this.lastNote.how }
    if (this.lastNote?.note === 'lost') return { kind: 'surfaced', error: this.lastNote.error }
    return outOfHeap.test(this.lastWords) ? { kind: 'heap', heapLimitMb, functionMb } : exit
  }

  blame(): Blame {
    if (this.lastNote?.note !== 'exiting' || this.killedFor !== undefined) return { kind: 'unknown' }
    if (this.lastNote.leftover) return { kind: 'none' }
    return this.lastNote.index === null ? { kind: 'unknown' } : { kind: 'item', index: this.lastNote.index }
  }
}
