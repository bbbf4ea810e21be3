import { isUtf8 } from 'node:buffer'

import { maxRecordBytes, type RecordReader, type RecordSink } from './recordReader.ts'

const newline = 0x0a
const carriageReturn = 0x0d

/**
 * A line without its line break (LF or CRLF). The bytes are only good during the call. `isClean` where they are known
 * to be UTF-8 without NUL; else they may or may not be.
 */
export type TakeLine = (bytes: Buffer, line: number, isClean: boolean) => void

/** Cuts a source into lines. An empty rest after the last line break is no line. */
export class LineSplitter implements RecordReader {
  readonly #sink: RecordSink
  readonly #takeLine: TakeLine
  readonly #pending: Buffer[] = []
  #pendingBytes = 0
  #line = 1

  constructor(sink: RecordSink, takeLine: TakeLine) {
    this.#sink = sink
    this.#takeLine = takeLine
  }

  push(chunk: Buffer): void {
    // One look at the whole chunk spares one per line; a character that the chunk's edge cuts only costs that.
    const isClean = isUtf8(chunk) && !chunk.includes(0)
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.#end(chunk.subarray(start, end), isClean)
      start = end + 1
    }
    if (start < chunk.length) this.#keep(Buffer.from(chunk.subarray(start)))
  }

  end(): void {
    if (this.#pendingBytes > 0) this.#end(Buffer.alloc(0), false)
  }

  #keep(rest: Buffer): void {
    this.#pendingBytes += rest.length
    if (this.#pendingBytes > maxRecordBytes) {
      const reason = `this line is longer than ${maxRecordBytes / 1024 / 1024} MB`
      this.#sink.broken({ reason, line: this.#line, column: 1 })
    }
    this.#pending.push(rest)
  }

  #end(rest: Buffer, isClean: boolean): void {
    const line = this.#line
    this.#line += 1
    if (this.#pending.length === 0) return this.#takeLine(withoutReturn(rest), line, isClean)
    const whole = Buffer.concat([...this.#pending, rest])
    this.#pending.length = 0
    this.#pendingBytes = 0
    this.#takeLine(withoutReturn(whole), line, false)
  }
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes
}
