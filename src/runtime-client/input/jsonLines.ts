import { findJsonFault } from './findJsonFault.ts'
import { findTextFault } from './findTextFault.ts'
import type { RecordReader, RecordSink } from './recordReader.ts'
import { LineSplitter } from './splitLines.ts'
import { faultInText } from './textPosition.ts'

/** Reads JSON Lines: one JSON value a line, kept as it is written; blank lines are skipped. */
export function readJsonLines(sink: RecordSink): RecordReader {
  return new LineSplitter(sink, (bytes, line, isClean) => {
    if (isBlank(bytes)) return
    const start = { line, column: 1 }
    const textFault = isClean ? null : findTextFault(bytes, start)
    if (textFault !== null) return sink.bad(textFault)
    const text = bytes.toString('utf8')
    const refusal = refusalOfJson(text)
    if (refusal === null) return sink.item(bytes, line)
    const fault = findJsonFault(text, 'the end of the line') ?? { offset: 0, reason: refusal }
    sink.bad(faultInText(text, fault.offset, start, fault.reason))
  })
}

/** What V8 has against a text as JSON, or null where it is JSON. */
export function refusalOfJson(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false
  }
  return true
}
