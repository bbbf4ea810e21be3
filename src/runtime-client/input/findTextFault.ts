import { isUtf8 } from 'node:buffer'

import type { RecordFault } from './recordReader.ts'
import { faultInText, type TextPosition } from './textPosition.ts'

/** Where the bytes are not text in UTF-8, or hold a NUL, which no text format here may; null where all is well. */
export function findTextFault(bytes: Buffer, start: TextPosition): RecordFault | null {
  if (!isUtf8(bytes)) return invalidUtf8(bytes, start)
  const nul = bytes.indexOf(0)
  if (nul < 0) return null
  return {
    ...faultInText(
      bytes.toString('utf8'),
      bytes.toString('utf8', 0, nul).length,
      start,
      'a NUL byte, which is not text',
    ),
    nextStep: 'Check that the file is text and is whole, or give --skip-bad-input to run all other items.',
  }
}

function invalidUtf8(bytes: Buffer, start: TextPosition): RecordFault {
  const offset = firstInvalidByte(bytes)
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  const valid = bytes.toString('utf8', 0, offset).length
  return {
    ...faultInText(bytes.toString('utf8'), valid, start, `byte 0x${byte} is not valid UTF-8`),
    nextStep: 'Save the file as UTF-8, or give --skip-bad-input to run all other items.',
  }
}

/** Follows the table of well-formed sequences in the Unicode standard (3.9, table 3-7). */
function firstInvalidByte(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return at
}

/** Length of the well-formed sequence at an offset, 0 where there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const second = bytes[at + 1] ?? 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (lead < 0xc2 || lead > 0xf4 || second < low || second > high) return 0
  for (let offset = 2; offset < length; offset += 1) {
    if (((bytes[at + offset] ?? 0) & 0xc0) !== 0x80) return 0
  }
  return length
}
