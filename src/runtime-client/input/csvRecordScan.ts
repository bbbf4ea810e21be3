const newline = 0x0a
const quote = 0x22

/** Finds where the records of CSV or TSV end: at a line break that is not between quotes. */
export class CsvRecordScan {
  readonly #delimiter: number
  #state: 'fieldStart' | 'plain' | 'quoted' | 'maybeClosed' = 'fieldStart'
  #sawQuote = false

  constructor(delimiter: ',' | '\t') {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  /** Whether the bytes looked at so far end between quotes. */
  get isQuoted(): boolean {
    return this.#state === 'quoted'
  }

  /** Makes ready for the next record. */
  reset(): void {
    this.#state = 'fieldStart'
    this.#sawQuote = false
  }

  /** Offset of the line break that ends the record, or the chunk's length where it goes on behind it. */
  find(chunk: Buffer, from: number): number {
    if (this.#state === 'fieldStart' && !this.#sawQuote) {
      const end = chunk.indexOf(newline, from)
      if (end >= 0 && !chunk.subarray(from, end).includes(quote)) return end
    }
    let at = from
    for (; at < chunk.length; at += 1) {
      if (this.#state === 'quoted') {
        at = chunk.indexOf(quote, at)
        if (at < 0) return chunk.length
        this.#state = 'maybeClosed'
      } else if (chunk[at] === newline) return at
      else this.#step(chunk[at])
    }
    return at
  }

  #step(byte: number | undefined): void {
    if (byte === this.#delimiter) this.#state = 'fieldStart'
    else if (byte === quote && this.#state !== 'plain') {
      this.#state = 'quoted'
      this.#sawQuote = true
    } else this.#state = 'plain'
  }
}
