import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { Spool } from './spool.ts'
import { SpoolWriter } from './spoolWriter.ts'

const blockItems = 256

/** Takes the records of an input, good and bad. */
export interface ItemTarget {
  write(json: string | Uint8Array, line: number): void
  writeBad(reason: string, line: number, column: number): void
}

/**
 * Picks a number of records evenly from an input of unknown length, the same ones each time (a reservoir with a fixed
 * seed). Candidates lie on disk, and few are ever written: about size * (1 + ln(records / size)).
 */
export class SampleWriter implements ItemTarget, Disposable {
  readonly #size: number
  readonly #folder: string
  readonly #candidates: SpoolWriter
  /** For each place in the sample, which candidate holds it. */
  readonly #picked: number[] = []
  readonly #random = seededRandom(0x9e3779b9)
  #seen = 0

  /** Works in a folder of its own inside the given one. */
  constructor(size: number, folder: string) {
    this.#size = size
    this.#folder = join(folder, 'sample')
    mkdirSync(this.#folder, { recursive: true })
    this.#candidates = new SpoolWriter(this.#folder, { sourceName: 'sample', format: 'jsonl' })
  }

  write(json: string | Uint8Array, line: number): void {
    if (this.#pick()) this.#candidates.write(json, line)
  }

  writeBad(reason: string, line: number, column: number): void {
    if (this.#pick()) this.#candidates.writeBad(reason, line, column)
  }

  /** Writes the sample in the order of the input. */
  async copyTo(target: ItemTarget): Promise<void> {
    await this.#candidates.finish()
    const spool = await Spool.open(this.#folder)
    try {
      const picked = new Set(this.#picked)
      for (let first = 0; first < spool.count; first += blockItems) {
        for (const item of await spool.readRange(first, Math.min(blockItems, spool.count - first))) {
          if (!picked.has(item.index)) continue
          if (item.kind === 'good') target.write(item.json, item.line)
          else target.writeBad(item.bad.reason, item.line, item.bad.column)
        }
      }
    } finally {
      await spool.close()
    }
  }

  [Symbol.dispose](): void {
    this.#candidates[Symbol.dispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Whether the next record is in the sample for now; its place is taken from the one that was there. */
  #pick(): boolean {
    const place = this.#seen < this.#size ? this.#seen : Math.floor(this.#random() * (this.#seen + 1))
    this.#seen += 1
    if (place >= this.#size) return false
    this.#picked[place] = this.#candidates.count
    return true
  }
}

/** SplitMix32: numbers from 0 to 1 that are the same for the same seed on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53
}
