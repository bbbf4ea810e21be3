import { createHash } from 'node:crypto'
import { closeSync, fdatasync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { InputFormat } from '../job/jobTypes.ts'
import {
  badItemFlag,
  spoolIndexFile,
  spoolItemsFile,
  spoolMetaFile,
  spoolRecordBytes,
  spoolVersion,
  type SpoolMeta,
} from './spoolLayout.ts'
import { storageFault } from './storageFault.ts'

const flushBytes = 256 * 1024
const newline = 0x0a

/**
 * Writes a job's normalised input into a folder. Writing is synchronous, in blocks: the disk then holds back the
 * reader of the input by itself, and memory stays at two buffers however many items there are.
 * Every method throws a WrenError of kind `input` where the disk does not take it.
 */
export class SpoolWriter implements Disposable {
  readonly #folder: string
  readonly #source: { readonly sourceName: string; readonly format: InputFormat }
  readonly #items: BlockFile
  readonly #index: BlockFile
  readonly #hash = createHash('sha256')
  readonly #record = Buffer.alloc(spoolRecordBytes)
  #count = 0
  #bad = 0
  #finished = false

  /** The folder must exist; what an earlier, torn ingest left there is written over. */
  constructor(folder: string, source: { readonly sourceName: string; readonly format: InputFormat }) {
    this.#folder = folder
    this.#source = source
    try {
      rmSync(join(folder, spoolMetaFile), { force: true })
      this.#items = new BlockFile(join(folder, spoolItemsFile), (bytes) => this.#hash.update(bytes))
    } catch (error) {
      throw this.#fault(error)
    }
    try {
      this.#index = new BlockFile(join(folder, spoolIndexFile))
    } catch (error) {
      this.#items[Symbol.dispose]()
      throw this.#fault(error)
    }
  }

  get count(): number {
    return this.#count
  }

  /** Adds an item: JSON on one line, from the given 1-based line of the source. Bytes are copied, so they may be reused. */
  write(json: string | Uint8Array, line: number): void {
    this.#append(json, line, 0)
  }

  /** Adds an item that can never run, because its record in the source is malformed at this line and column. */
  writeBad(reason: string, line: number, column: number): void {
    this.#append(JSON.stringify({ reason, column }), line, badItemFlag)
    this.#bad += 1
  }

  /** Makes the spool whole: only after this can it be opened. */
  async finish(): Promise<SpoolMeta> {
    try {
      await this.#items.finish()
      await this.#index.finish()
      const meta: SpoolMeta = {
        version: spoolVersion,
        count: this.#count,
        bad: this.#bad,
        bytes: this.#items.bytes,
        sha256: this.#hash.digest('hex'),
        ...this.#source,
      }
      const path = join(this.#folder, spoolMetaFile)
      writeFileSync(`${path}.tmp`, `${JSON.stringify(meta)}\n`, { flush: true })
      renameSync(`${path}.tmp`, path)
      this.#finished = true
      return meta
    } catch (error) {
      throw this.#fault(error)
    }
  }

  /** Removes what was written unless it was finished. */
  [Symbol.dispose](): void {
    this.#items[Symbol.dispose]()
    this.#index[Symbol.dispose]()
    if (this.#finished) return
    for (const name of [spoolItemsFile, spoolIndexFile, spoolMetaFile, `${spoolMetaFile}.tmp`]) {
      rmSync(join(this.#folder, name), { force: true })
    }
  }

  #append(json: string | Uint8Array, line: number, flags: number): void {
    try {
      const offset = this.#items.bytes
      this.#items.append(json)
      this.#record.writeUIntLE(offset, 0, 6)
      this.#record.writeUInt32LE(this.#items.bytes - offset, 6)
      this.#record.writeUIntLE(line, 10, 5)
      this.#record.writeUInt8(flags, 15)
      this.#items.appendByte(newline)
      this.#index.append(this.#record)
      this.#count += 1
    } catch (error) {
      throw this.#fault(error)
    }
  }

  #fault(error: unknown): Error {
    return storageFault(error, `keep the input in ${this.#folder}`, this.#folder)
  }
}

/** A file that is written front to back in blocks. */
class BlockFile implements Disposable {
  readonly #onBlock: ((bytes: Uint8Array) => void) | undefined
  readonly #buffer = Buffer.allocUnsafeSlow(flushBytes)
  #fd: number | null
  #used = 0
  #flushed = 0

  constructor(path: string, onBlock?: (bytes: Uint8Array) => void) {
    this.#onBlock = onBlock
    this.#fd = openSync(path, 'w', 0o600)
  }

  get bytes(): number {
    return this.#flushed + this.#used
  }

  append(data: string | Uint8Array): void {
    const size = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength
    if (size > flushBytes - this.#used) this.#flush()
    if (size > flushBytes) {
      this.#writeOut(typeof data === 'string' ? Buffer.from(data) : data)
    } else {
      if (typeof data === 'string') this.#buffer.write(data, this.#used)
      else this.#buffer.set(data, this.#used)
      this.#used += size
    }
  }

  appendByte(byte: number): void {
    if (this.#used === flushBytes) this.#flush()
    this.#buffer[this.#used] = byte
    this.#used += 1
  }

  async finish(): Promise<void> {
    this.#flush()
    if (this.#fd !== null) await promisify(fdatasync)(this.#fd)
    this[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    if (this.#fd === null) return
    const fd = this.#fd
    this.#fd = null
    closeSync(fd)
  }

  #flush(): void {
    const used = this.#used
    this.#used = 0
    if (used > 0) this.#writeOut(this.#buffer.subarray(0, used))
  }

  #writeOut(bytes: Uint8Array): void {
    if (this.#fd === null) throw new Error('written to after it was closed')
    let written = 0
    while (written < bytes.byteLength) written += writeSync(this.#fd, bytes, written)
    this.#flushed += bytes.byteLength
    this.#onBlock?.(bytes)
  }
}
