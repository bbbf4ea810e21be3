const quote = 0x22
const backslash = 0x5c
const newline = 0x0a
const carriageReturn = 0x0d

/** The four that JSON knows. */
export function isJsonWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === newline || byte === carriageReturn || byte === 0x09
}

/** JSON without white space at its end and, where it goes over several lines, without any outside of strings. */
export function toOneLine(json: Buffer): Buffer {
  let end = json.length
  while (end > 0 && isJsonWhitespace(json[end - 1] ?? 0)) end -= 1
  const trimmed = json.subarray(0, end)
  return trimmed.includes(newline) || trimmed.includes(carriageReturn) ? withoutWhitespace(trimmed) : trimmed
}

function withoutWhitespace(json: Buffer): Buffer {
  const compact = Buffer.allocUnsafe(json.length)
  let size = 0
  let inString = false
  let escaped = false
  for (const byte of json) {
    if (!inString && isJsonWhitespace(byte)) continue
    if (escaped) escaped = false
    else if (inString && byte === backslash) escaped = true
    else if (byte === quote) inString = !inString
    compact[size] = byte
    size += 1
  }
  return compact.subarray(0, size)
}
