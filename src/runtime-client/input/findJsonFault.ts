/** Where a text stops being JSON: the 0-based offset, and what is wrong there. */
export interface JsonFault {
  readonly offset: number
  readonly reason: string
  /** Whether more text behind it could have mended it. */
  readonly isCutShort: boolean
}

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'end'

const whitespace = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[\p{L}_$][\p{L}\d_$]*/uy

/**
 * Finds the first fault of a text that JSON.parse refused; null where it is JSON after all. V8's own messages name no
 * place for many faults and change between versions. `after` is what follows the text in its source.
 */
export function findJsonFault(text: string, after = 'the end'): JsonFault | null {
  const scan = new JsonScan(text, after)
  for (;;) {
    const result = scan.step()
    if (result !== 'more') return result
  }
}

class JsonScan {
  readonly #text: string
  readonly #after: string
  readonly #open: ('[' | '{')[] = []
  #at = 0
  #expected: Expected = 'value'

  constructor(text: string, after: string) {
    this.#text = text
    this.#after = after
  }

  step(): JsonFault | null | 'more' {
    this.#at += matchLength(whitespace, this.#text, this.#at)
    const found = this.#text[this.#at]
    switch (this.#expected) {
      case 'value':
        return this.#value(found)
      case 'valueOrEnd':
        return found === ']' ? this.#close() : this.#value(found)
      case 'key':
        return this.#key(found)
      case 'keyOrEnd':
        return found === '}' ? this.#close() : this.#key(found)
      case 'colon':
        return found === ':' ? this.#take(1, 'value') : this.#fault("expected ':' after a key")
      case 'commaOrEnd':
        return this.#commaOrEnd(found)
      case 'end':
        return found === undefined ? null : this.#fault(`expected ${this.#after} after the value`)
    }
  }

  #value(found: string | undefined): JsonFault | 'more' {
    if (found === '[' || found === '{') {
      this.#open.push(found)
      return this.#take(1, found === '[' ? 'valueOrEnd' : 'keyOrEnd')
    }
    if (found === '"') return this.#string(this.#afterValue())
    const length = matchLength(number, this.#text, this.#at)
    if (length > 0) return this.#take(length, this.#afterValue())
    const name = this.#text.slice(this.#at, this.#at + matchLength(word, this.#text, this.#at))
    if (name === 'true' || name === 'false' || name === 'null') return this.#take(name.length, this.#afterValue())
    return this.#fault('expected a value', name)
  }

  #key(found: string | undefined): JsonFault | 'more' {
    return found === '"' ? this.#string('colon') : this.#fault('expected a key in double quotes')
  }

  #commaOrEnd(found: string | undefined): JsonFault | 'more' {
    const inArray = this.#open.at(-1) === '['
    if (found === ',') return this.#take(1, inArray ? 'value' : 'key')
    if (found === (inArray ? ']' : '}')) return this.#close()
    return this.#fault(`expected ',' or '${inArray ? ']' : '}'}' after a value`)
  }

  #close(): 'more' {
    this.#open.pop()
    return this.#take(1, this.#afterValue())
  }

  #afterValue(): Expected {
    return this.#open.length === 0 ? 'end' : 'commaOrEnd'
  }

  #take(length: number, next: Expected): 'more' {
    this.#at += length
    this.#expected = next
    return 'more'
  }

  #string(next: Expected): JsonFault | 'more' {
    let at = this.#at + 1
    for (; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at)
      if (code === 0x22) return this.#take(at + 1 - this.#at, next)
      if (code < 0x20) return { offset: at, reason: controlCharacter(code), isCutShort: false }
      if (code !== 0x5c) continue
      const escape = matchLength(/\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y, this.#text, at)
      if (escape === 0 && !/^\\(?:u[\dA-Fa-f]{0,3})?$/.test(this.#text.slice(at, at + 6))) {
        return { offset: at, reason: 'an escape that JSON does not know', isCutShort: false }
      }
      at += escape - 1
      if (escape === 0) break
    }
    return { offset: this.#at, reason: 'this string is never closed', isCutShort: true }
  }

  #fault(reason: string, name?: string): JsonFault {
    const at = this.#text.codePointAt(this.#at)
    const found = at === undefined ? this.#after : `'${name || String.fromCodePoint(at)}'`
    return { offset: this.#at, reason: `${reason}, found ${found.toWellFormed()}`, isCutShort: at === undefined }
  }
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex - at : 0
}

function controlCharacter(code: number): string {
  if (code === 0x0a) return 'a line break inside a string (JSON writes it as \\n)'
  if (code === 0x09) return 'a tab inside a string (JSON writes it as \\t)'
  const hex = code.toString(16).padStart(4, '0')
  return `a control character inside a string (JSON writes it as \\u${hex})`
}
