import { findJsonFault } from './findJsonFault.ts'
import { findTextFault } from './findTextFault.ts'
import { isJsonWhitespace, toOneLine } from './jsonWhitespace.ts'
import { JsonElementScan } from './jsonElementScan.ts'
import { refusalOfJson } from './jsonLines.ts'
import { maxRecordBytes, type RecordFault, type RecordReader, type RecordSink } from './recordReader.ts'
import { advance, faultInText, type TextPosition } from './textPosition.ts'

const comma = 0x2c
const openBracket = 0x5b
const closeBracket = 0x5d
const excerptBytes = 400
const endOfInput = 'the end of the input'

/** Reads a JSON array without ever holding more than one of its elements. */
export function readJsonArray(sink: RecordSink): RecordReader {
  return new JsonArrayReader(sink)
}

class JsonArrayReader implements RecordReader {
  readonly #sink: RecordSink
  readonly #scan = new JsonElementScan()
  readonly #pending: Buffer[] = []
  #pendingBytes = 0
  /** Where the pending bytes, or the next ones, begin. */
  #position: TextPosition = { line: 1, column: 1 }
  #phase: 'before' | 'inside' | 'after' = 'before'
  #elements = 0
  /** Told already; the element's further bytes are of no use, and where it ends is not sure. */
  #lineBreakFault: RecordFault | null = null

  constructor(sink: RecordSink) {
    this.#sink = sink
  }

  push(chunk: Buffer): void {
    let start = this.#phase === 'before' ? this.#open(chunk) : 0
    while (this.#phase === 'inside') {
      const end = this.#scan.find(chunk, start)
      const bytes = chunk.subarray(start, end)
      if (this.#scan.hasLineBreakInString && this.#lineBreakFault === null) this.#reportLineBreak(bytes)
      const delimiter = chunk[end]
      if (delimiter === undefined) return this.#keep(bytes)
      this.#endElement(bytes, delimiter)
      start = end + 1
    }
    if (this.#phase === 'after') this.#refuseMore(chunk.subarray(start))
  }

  end(): void {
    if (this.#phase !== 'inside') return
    if (this.#lineBreakFault !== null) this.#sink.broken(this.#lineBreakFault)
    const bytes = this.#takePending(Buffer.alloc(0))
    const text = bytes.toString('utf8')
    const cut = { offset: text.length, reason: `the array is never closed: found ${endOfInput}`, isCutShort: true }
    const jsonFault = (text.trim() === '' ? null : findJsonFault(text, endOfInput)) ?? cut
    const fault =
      findTextFault(bytes, this.#position) ?? faultInText(text, jsonFault.offset, this.#position, jsonFault.reason)
    // A last element that is cut short costs itself; a bracket missing further up has taken the rest along.
    if (jsonFault.isCutShort) this.#sink.bad(fault)
    else this.#sink.broken(fault)
  }

  /** Returns the offset behind the opening bracket. */
  #open(chunk: Buffer): number {
    const at = chunk.findIndex((byte) => !isJsonWhitespace(byte))
    this.#position = advance(this.#position, at < 0 ? chunk : chunk.subarray(0, at))
    if (at < 0) return chunk.length
    if (chunk[at] !== openBracket) this.#sink.broken(notAnArray(chunk.subarray(at), this.#position))
    this.#stepOver()
    this.#phase = 'inside'
    return at + 1
  }

  #keep(bytes: Buffer): void {
    if (this.#lineBreakFault !== null) {
      this.#position = advance(this.#position, bytes)
      return
    }
    this.#pendingBytes += bytes.length
    if (this.#pendingBytes > maxRecordBytes) {
      this.#sink.broken({ reason: `this element is larger than ${maxRecordBytes / 1024 / 1024} MB`, ...this.#position })
    }
    if (bytes.length > 0) this.#pending.push(Buffer.from(bytes))
  }

  #takePending(rest: Buffer): Buffer {
    if (this.#pending.length === 0) return rest
    const whole = Buffer.concat([...this.#pending, rest])
    this.#pending.length = 0
    this.#pendingBytes = 0
    return whole
  }

  #endElement(rest: Buffer, delimiter: number): void {
    const bytes = this.#lineBreakFault === null ? this.#takePending(rest) : rest
    if (this.#lineBreakFault === null) this.#takeElement(bytes, delimiter)
    this.#position = advance(this.#position, bytes)
    this.#elements += 1
    if (delimiter !== comma) this.#close(delimiter)
    this.#stepOver()
    this.#lineBreakFault = null
    this.#scan.reset()
  }

  #takeElement(bytes: Buffer, delimiter: number): void {
    const from = bytes.findIndex((byte) => !isJsonWhitespace(byte))
    if (from < 0) {
      if (delimiter === closeBracket && this.#elements === 0) return
      const text = `${bytes.toString('utf8')}${String.fromCharCode(delimiter)}`
      const reason = `expected a value, found '${text.at(-1)}'`
      return this.#sink.bad(faultInText(text, text.length - 1, this.#position, reason))
    }
    const start = from === 0 ? this.#position : advance(this.#position, bytes.subarray(0, from))
    const value = from === 0 ? bytes : bytes.subarray(from)
    const textFault = findTextFault(value, start)
    if (textFault !== null) return this.#sink.bad(textFault)
    const text = value.toString('utf8')
    if (refusalOfJson(text) === null) return this.#sink.item(toOneLine(value), start.line)
    this.#sink.bad(faultOf(text, "',' or ']'", start))
  }

  #reportLineBreak(rest: Buffer): void {
    const bytes = this.#takePending(rest)
    const text = bytes.toString('utf8')
    this.#lineBreakFault = findTextFault(bytes, this.#position) ?? faultOf(text, endOfInput, this.#position)
    this.#sink.bad(this.#lineBreakFault)
    this.#position = advance(this.#position, bytes.subarray(0, bytes.length - rest.length))
  }

  #close(delimiter: number): void {
    const found = String.fromCharCode(delimiter)
    if (delimiter !== closeBracket) {
      this.#sink.broken(faultInText(found, 0, this.#position, `expected ',' or ']' after a value, found '${found}'`))
    }
    this.#phase = 'after'
  }

  #stepOver(): void {
    this.#position = { line: this.#position.line, column: this.#position.column + 1 }
  }

  #refuseMore(rest: Buffer): void {
    const at = rest.findIndex((byte) => !isJsonWhitespace(byte))
    this.#position = advance(this.#position, at < 0 ? rest : rest.subarray(0, at))
    if (at < 0) return
    const text = rest.toString('utf8', at, at + excerptBytes)
    this.#sink.broken(faultInText(text, 0, this.#position, `expected ${endOfInput} after the array`))
  }
}

function faultOf(text: string, after: string, start: TextPosition): RecordFault {
  const fault = findJsonFault(text, after) ?? { offset: 0, reason: 'this is not JSON' }
  return faultInText(text, fault.offset, start, fault.reason)
}

function notAnArray(bytes: Buffer, at: TextPosition): RecordFault {
  const text = bytes.toString('utf8', 0, excerptBytes)
  const isObject = text.startsWith('{')
  return {
    ...faultInText(
      text,
      0,
      at,
      `expected an array of items, found ${isObject ? 'an object' : `'${text.slice(0, 1)}'`}`,
    ),
    nextStep: isObject
      ? 'Put the items between [ and ]; or where each line is an object by itself, give --format jsonl.'
      : 'Put the items between [ and ]; or give --format jsonl or --format text where each line is an item.',
  }
}
