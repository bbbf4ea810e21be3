import { isAscii } from 'node:buffer'

import type { RecordFault } from './recordReader.ts'

/** A place in a text: both 1-based, the column in UTF-16 code units. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

const newline = 0x0a

/** The place that lies behind these bytes of UTF-8, which may be cut anywhere. */
export function advance(from: TextPosition, bytes: Buffer): TextPosition {
  const last = bytes.lastIndexOf(newline)
  if (last < 0) return { line: from.line, column: from.column + utf16Length(bytes) }
  return { line: from.line + countNewlines(bytes), column: 1 + utf16Length(bytes.subarray(last + 1)) }
}

/** How many line feeds there are in these bytes. */
export function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1
  return count
}

/** A fault at an offset of a text that begins at the given place of the source. */
export function faultInText(text: string, offset: number, start: TextPosition, reason: string): RecordFault {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const lineEnd = text.indexOf('\n', offset)
  const lines = before.split('\n').length - 1
  return {
    reason,
    line: start.line + lines,
    column: lines === 0 ? start.column + offset : offset - lineStart + 1,
    excerpt: { text: text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd), offset: offset - lineStart },
  }
}

function utf16Length(bytes: Buffer): number {
  if (isAscii(bytes)) return bytes.length
  let units = 0
  for (const byte of bytes) {
    // A continuation byte adds nothing; the lead of four bytes stands for a surrogate pair.
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}
