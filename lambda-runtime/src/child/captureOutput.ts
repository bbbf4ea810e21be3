import type { EventPipe } from './eventPipe.ts'
import { itemScopes, type ItemRun } from './itemRun.ts'
import { LogBudget } from '../logBudget.ts'

type StreamName = 'stdout' | 'stderr'

/** A line that never ends is cut into pieces of this many characters. */
const maxPartialChars = 8_192

/** What a module may log while it is loaded. */
const loadLogBytes = 256 * 1024

// Kept from before the user's code had a chance to replace them.
const stringify = JSON.stringify
const dateNow = Date.now
const nextTick = process.nextTick.bind(process)

/** Turns what JavaScript writes to stdout and stderr, the console included, into log events of the item that writes. */
export class OutputCapture {
  private readonly pipe: EventPipe
  /** For what no item can be found for, and for the time before there is a batch. */
  private shared = new LogBudget(loadLogBytes)

  constructor(pipe: EventPipe) {
    this.pipe = pipe
  }

  begin(logBytes: number): void {
    this.shared = new LogBudget(logBytes)
  }

  install(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
        this.write(itemScopes.getStore(), name, asText(chunk, encoding))
        const done = typeof encoding === 'function' ? encoding : callback
        if (typeof done === 'function') nextTick(() => void Reflect.apply(done, undefined, []))
        return true
      }
      Object.defineProperty(process[name], 'write', { value: write, writable: true, configurable: true })
    }
  }

  write(run: ItemRun | undefined, stream: StreamName, text: string): void {
    const log = run?.log ?? this.shared
    const index = run === undefined ? null : run.index
    const whole = log.partial[stream] + text
    const end = whole.lastIndexOf('\n')
    let rest = whole.slice(end + 1)
    if (end >= 0) this.addLines(index, stream, log, whole.slice(0, end))
    if (rest.length > maxPartialChars) {
      this.addLines(index, stream, log, rest)
      rest = ''
    }
    log.partial[stream] = rest
    if (rest === '') this.pipe.flush()
    else this.pipe.note({ note: 'partial', index, stream, text: rest })
  }

  /** Adds the last unfinished lines of an item, and the count of what was dropped, to what goes out next. */
  end(run: ItemRun): void {
    const { log, index } = run
    for (const stream of ['stdout', 'stderr'] as const) {
      if (log.partial[stream] === '') continue
      this.addLines(index, stream, log, log.partial[stream])
      log.partial[stream] = ''
    }
    if (log.droppedLines === 0) return
    this.pipe.add(`{"kind":"logDropped","index":${index},"lines":${log.droppedLines},"bytes":${log.droppedBytes}}\n`)
  }

  private addLines(index: number | null, stream: StreamName, log: LogBudget, text: string): void {
    const kept = log.take(text)
    if (kept === '' && text !== '') return
    this.pipe.add(`{"kind":"log","index":${index},"stream":"${stream}","text":${stringify(kept)},"at":${dateNow()}}\n`)
  }
}

function asText(chunk: unknown, encoding: unknown): string {
  if (typeof chunk === 'string') {
    const isOther = typeof encoding === 'string' && Buffer.isEncoding(encoding) && !/^utf-?8$/i.test(encoding)
    return isOther ? Buffer.from(chunk, encoding).toString() : chunk
  }
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString()
  return String(chunk)
}
