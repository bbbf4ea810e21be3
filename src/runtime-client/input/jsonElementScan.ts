const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
const newline = 0x0a

/**
 * Finds where the elements of a JSON array end, by strings and nesting alone; whether what lies between is JSON is
 * V8's to say. Which bracket closes which is not looked at: a wrong one makes its own element malformed, no other.
 */
export class JsonElementScan {
  /** Whether a string of this element holds a line break: malformed already, and most likely a lost quote. */
  hasLineBreakInString = false
  #depth = 0
  #inString = false
  #escaped = false

  /** Makes ready for the next element. */
  reset(): void {
    this.hasLineBreakInString = false
    this.#depth = 0
  }

  /** Offset of the `,`, `]` or `}` that ends the element, or the chunk's length where it goes on behind it. */
  find(chunk: Buffer, from: number): number {
    let depth = this.#depth
    let inString = this.#inString
    let escaped = this.#escaped
    let at = from
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
        if (byte === newline) this.hasLineBreakInString = true
      } else if (byte === quote) inString = true
      else if (byte === openBracket || byte === openBrace) depth += 1
      else if (byte === closeBracket || byte === closeBrace) {
        if (depth === 0) break
        depth -= 1
      } else if (byte === comma && depth === 0) break
    }
    this.#depth = depth
    this.#inString = inString
    this.#escaped = escaped
    return at
  }
}
