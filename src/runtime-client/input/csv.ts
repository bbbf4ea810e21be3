import { CsvRecordScan } from './csvRecordScan.ts'
import { fieldOffset, parseCsvRecord } from './csvRecord.ts'
import { findTextFault } from './findTextFault.ts'
import { maxRecordBytes, type RecordReader, type RecordSink } from './recordReader.ts'
import { countNewlines, faultInText, type TextPosition } from './textPosition.ts'

const carriageReturn = 0x0d

/** Reads CSV or TSV with a header: each record is an object of strings by column name. Empty lines are skipped. */
export function readDelimited(sink: RecordSink, delimiter: ',' | '\t'): RecordReader {
  return new DelimitedReader(sink, delimiter)
}

/**
 * Not csv-parse, because a fault must be told with its exact line and column: csv-parse counts a CRLF inside quotes as
 * two lines, names no column of text, and turns invalid UTF-8 into U+FFFD. The tests hold the two against each other.
 */
class DelimitedReader implements RecordReader {
  readonly #sink: RecordSink
  readonly #delimiter: ',' | '\t'
  readonly #scan: CsvRecordScan
  readonly #pending: Buffer[] = []
  #pendingBytes = 0
  #line = 1
  /** For each column `"name":` as JSON; null until the header is read. */
  #keys: readonly string[] | null = null

  constructor(sink: RecordSink, delimiter: ',' | '\t') {
    this.#sink = sink
    this.#delimiter = delimiter
    this.#scan = new CsvRecordScan(delimiter)
  }

  push(chunk: Buffer): void {
    let start = 0
    for (;;) {
      const end = this.#scan.find(chunk, start)
      if (end === chunk.length) return this.#keep(chunk.subarray(start))
      this.#endRecord(chunk.subarray(start, end))
      start = end + 1
    }
  }

  end(): void {
    if (this.#pendingBytes === 0) return
    const text = Buffer.concat(this.#pending).toString('utf8')
    // A quote that is never closed swallows every line behind it; only on the last line does it cost one record.
    if (this.#scan.isQuoted && text.includes('\n')) {
      const record = parseCsvRecord(text, this.#delimiter)
      if ('fault' in record) this.#sink.broken(this.#faultAt(text, record.fault))
    }
    this.#endRecord(Buffer.alloc(0))
  }

  #keep(bytes: Buffer): void {
    this.#pendingBytes += bytes.length
    if (this.#pendingBytes > maxRecordBytes) {
      const reason = `this record is larger than ${maxRecordBytes / 1024 / 1024} MB; is a quote never closed?`
      this.#sink.broken({ reason, line: this.#line, column: 1 })
    }
    if (bytes.length > 0) this.#pending.push(Buffer.from(bytes))
  }

  #endRecord(rest: Buffer): void {
    const whole = this.#pendingBytes === 0 ? rest : Buffer.concat([...this.#pending, rest])
    this.#pending.length = 0
    this.#pendingBytes = 0
    this.#scan.reset()
    const bytes = whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole
    if (bytes.length > 0) this.#takeRecord(bytes)
    this.#line += 1 + countNewlines(whole)
  }

  #takeRecord(bytes: Buffer): void {
    const textFault = findTextFault(bytes, this.#start())
    if (textFault !== null) {
      if (this.#keys === null) this.#sink.broken(textFault)
      return this.#sink.bad(textFault)
    }
    const text = bytes.toString('utf8')
    const record = parseCsvRecord(text, this.#delimiter)
    if (this.#keys === null) {
      if ('fault' in record) this.#sink.broken(this.#faultAt(text, record.fault))
      this.#keys = this.#readHeader(text, record.fields)
    } else if ('fault' in record) this.#sink.bad(this.#faultAt(text, record.fault))
    else this.#takeFields(text, record.fields, this.#keys)
  }

  #takeFields(text: string, fields: readonly string[], keys: readonly string[]): void {
    if (fields.length !== keys.length) {
      const reason = `expected ${countOf(keys.length)} as in the header, found ${fields.length}`
      const offset = fields.length > keys.length ? fieldOffset(text, fields, keys.length) : text.length
      return this.#sink.bad(this.#faultAt(text, { offset, reason }))
    }
    let json = '{'
    for (const [column, key] of keys.entries()) {
      json += `${column === 0 ? '' : ','}${key}${JSON.stringify(fields[column])}`
    }
    this.#sink.item(`${json}}`, this.#line)
  }

  #readHeader(text: string, names: readonly string[]): readonly string[] {
    for (const [column, name] of names.entries()) {
      const problem = problemOfName(name, column, names)
      if (problem === null) continue
      const offset = fieldOffset(text, names, column)
      this.#sink.broken({ ...this.#faultAt(text, { offset, reason: problem.reason }), nextStep: problem.nextStep })
    }
    return names.map((name) => `${JSON.stringify(name)}:`)
  }

  #faultAt(text: string, fault: { readonly offset: number; readonly reason: string }): ReturnType<typeof faultInText> {
    return faultInText(text, fault.offset, this.#start(), fault.reason)
  }

  #start(): TextPosition {
    return { line: this.#line, column: 1 }
  }
}

function problemOfName(
  name: string,
  column: number,
  names: readonly string[],
): { readonly reason: string; readonly nextStep: string } | null {
  if (/\r(?!\n)/.test(name)) {
    const reason = 'the lines end with CR alone, as on a classic Mac'
    return { reason, nextStep: 'Save the file with LF or CRLF line breaks.' }
  }
  const nextStep = 'Give each column in the first line a name of its own.'
  if (name.trim() === '') return { reason: `column ${column + 1} of the header has no name`, nextStep }
  const first = names.indexOf(name)
  if (first === column) return null
  return { reason: `columns ${first + 1} and ${column + 1} of the header have the same name "${name}"`, nextStep }
}

function countOf(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`
}
