import { findTextFault } from './findTextFault.ts'
import type { RecordReader, RecordSink } from './recordReader.ts'
import { LineSplitter } from './splitLines.ts'

/** Reads plain text: every line is an item, as a string, empty ones too. */
export function readTextLines(sink: RecordSink): RecordReader {
  return new LineSplitter(sink, (bytes, line, isClean) => {
    const fault = isClean ? null : findTextFault(bytes, { line, column: 1 })
    if (fault !== null) return sink.bad(fault)
    sink.item(JSON.stringify(bytes.toString('utf8')), line)
  })
}
