import { readSync } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

import { WrenError } from '../errors.ts'
import { parseSpoolMeta } from './parseSpoolMeta.ts'
import {
  badItemFlag,
  spoolIndexFile,
  spoolItemsFile,
  spoolMetaFile,
  spoolRecordBytes,
  type BadRecord,
  type SpooledItem,
  type SpoolMeta,
} from './spoolLayout.ts'
import { fileErrorCode, storageFault } from './storageFault.ts'

const recordsPerPage = 4096
const cachedPages = 16

/**
 * Reads a job's normalised input. Holds no item: the index is read by pages of which a few are kept (1 MB), so a
 * million items cost no more memory than a thousand. Any number of reads may be under way at once.
 */
export class Spool implements AsyncDisposable {
  readonly meta: SpoolMeta
  readonly #items: FileHandle
  readonly #index: FileHandle
  readonly #pages = new Map<number, Buffer>()

  private constructor(meta: SpoolMeta, items: FileHandle, index: FileHandle) {
    this.meta = meta
    this.#items = items
    this.#index = index
  }

  /** Throws a WrenError of kind `input` where the spool is torn, damaged or of a newer version. */
  static async open(folder: string): Promise<Spool> {
    const meta = parseSpoolMeta(await readMeta(folder), folder)
    const items = await openForReading(folder, spoolItemsFile)
    try {
      const index = await openForReading(folder, spoolIndexFile)
      try {
        if ((await items.stat()).size !== meta.bytes) throw damaged(folder, spoolItemsFile)
        if ((await index.stat()).size !== meta.count * spoolRecordBytes) throw damaged(folder, spoolIndexFile)
        return new Spool(meta, items, index)
      } catch (error) {
        await index.close()
        throw error
      }
    } catch (error) {
      await items.close()
      throw error
    }
  }

  get count(): number {
    return this.meta.count
  }

  /** Size of the item's JSON in bytes. Cheap when asked in order: one small read from disk per 4,096 items. */
  byteLength(index: number): number {
    const { page, at } = this.#record(index)
    return page.readUInt32LE(at + 6)
  }

  isBad(index: number): boolean {
    const { page, at } = this.#record(index)
    return (page.readUInt8(at + 15) & badItemFlag) !== 0
  }

  /** The item's 1-based line in the source. */
  line(index: number): number {
    const { page, at } = this.#record(index)
    return page.readUIntLE(at + 10, 5)
  }

  /** The bad items' indexes in order. */
  *badIndexes(): IterableIterator<number> {
    let left = this.meta.bad
    for (let index = 0; left > 0 && index < this.count; index += 1) {
      if (!this.isBad(index)) continue
      left -= 1
      yield index
    }
  }

  async item(index: number): Promise<SpooledItem> {
    const [item] = await this.readRange(index, 1)
    if (item === undefined) throw new RangeError(`no item ${index} among ${this.count}`)
    return item
  }

  /** Items `first` to `first + count - 1`, in one read from disk; the caller bounds how much that is by `byteLength`. */
  async readRange(first: number, count: number): Promise<readonly SpooledItem[]> {
    if (count <= 0) return []
    const start = this.#offset(first)
    const bytes = await this.readLines(first, count)
    return Array.from({ length: count }, (_, step) => this.#decode(first + step, bytes, start))
  }

  /**
   * The lines of items `first` to `first + count - 1` as they lie on disk, line breaks included; item `first + n` begins
   * where those before it, each `byteLength` and a line break long, have ended.
   */
  async readLines(first: number, count: number): Promise<Buffer> {
    const start = this.#offset(first)
    const last = first + count - 1
    const bytes = Buffer.allocUnsafeSlow(this.#offset(last) + this.byteLength(last) + 1 - start)
    let read = 0
    while (read < bytes.length) {
      const { bytesRead } = await this.#items.read(bytes, read, bytes.length - read, start + read)
      if (bytesRead === 0) throw new Error(`${spoolItemsFile} ended in the middle of item ${last}`)
      read += bytesRead
    }
    return bytes
  }

  async close(): Promise<void> {
    await this.#items.close()
    await this.#index.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #decode(index: number, bytes: Buffer, start: number): SpooledItem {
    const from = this.#offset(index) - start
    const json = bytes.toString('utf8', from, from + this.byteLength(index))
    const line = this.line(index)
    if (!this.isBad(index)) return { kind: 'good', index, line, json }
    const bad: unknown = JSON.parse(json)
    if (!isBadRecord(bad)) throw new Error(`item ${index} is marked as bad but has no reason`)
    return { kind: 'bad', index, line, bad }
  }

  #offset(index: number): number {
    const { page, at } = this.#record(index)
    return page.readUIntLE(at, 6)
  }

  #record(index: number): { readonly page: Buffer; readonly at: number } {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) {
      throw new RangeError(`no item ${index} among ${this.count}`)
    }
    const number = Math.floor(index / recordsPerPage)
    return { page: this.#pages.get(number) ?? this.#readPage(number), at: (index % recordsPerPage) * spoolRecordBytes }
  }

  #readPage(number: number): Buffer {
    const first = number * recordsPerPage
    const page = Buffer.allocUnsafeSlow(Math.min(recordsPerPage, this.count - first) * spoolRecordBytes)
    let read = 0
    while (read < page.length) {
      const got = readSync(this.#index.fd, page, read, page.length - read, first * spoolRecordBytes + read)
      if (got === 0) throw new Error(`${spoolIndexFile} ended in the middle of page ${number}`)
      read += got
    }
    // The oldest page goes: reading is in order or around a few places, so more than first-in-first-out buys nothing.
    const oldest = this.#pages.keys().next()
    if (this.#pages.size >= cachedPages && oldest.done !== true) this.#pages.delete(oldest.value)
    this.#pages.set(number, page)
    return page
  }
}

function isBadRecord(value: unknown): value is BadRecord {
  return typeof value === 'object' && value !== null && 'reason' in value && 'column' in value
}

async function readMeta(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, spoolMetaFile), 'utf8')
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw storageFault(error, `read the input kept in ${folder}`, folder)
    throw new WrenError('input', `The input of this job was never read to its end (${folder}).`, {
      nextStep: 'Start the job anew with the same input.',
      cause: error,
    })
  }
}

async function openForReading(folder: string, name: string): Promise<FileHandle> {
  try {
    return await open(join(folder, name), 'r')
  } catch (error) {
    throw storageFault(error, `read the input kept in ${folder}`, join(folder, name))
  }
}

function damaged(folder: string, name: string): WrenError {
  return new WrenError('input', `The input kept in ${folder} is damaged: ${name} has not the size it had.`, {
    nextStep: 'Start the job anew with the same input.',
  })
}
