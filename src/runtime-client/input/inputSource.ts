import { closest, distance } from 'fastest-levenshtein'
import type { BigIntStats } from 'node:fs'
import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'

import { WrenError } from '../errors.ts'
import { fileErrorCode, storageFault } from './storageFault.ts'

const chunkBytes = 256 * 1024

/** Where the bytes of an input come from. */
export interface InputSource extends AsyncDisposable {
  /** As errors name it. */
  readonly name: string
  /** Null where nobody can know before the end. */
  readonly totalBytes: number | null
  /** The bytes, once. A chunk is only good until the next one is asked for. Rejects soon after the signal aborts. */
  chunks(signal: AbortSignal): AsyncIterable<Buffer>
  /** Rejects with a WrenError where the source is no longer what it was when it was opened. */
  checkUnchanged(): Promise<void>
}

/** Standard input, or any other stream. */
export function openStream(stream: Readable): InputSource {
  return {
    name: 'standard input',
    totalBytes: null,
    async *chunks(signal) {
      const source: AsyncIterable<unknown> = addAbortSignal(signal, stream)
      for await (const chunk of source) {
        yield chunk instanceof Uint8Array
          ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
          : Buffer.from(String(chunk))
      }
    },
    checkUnchanged: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Opens a file, or a pipe that has a name; throws a WrenError of kind `input` where it cannot be read. */
export async function openFile(path: string): Promise<InputSource> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw fileErrorCode(error) === 'ENOENT' ? await missingFile(path, error) : storageFault(error, `read ${path}`, path)
  }
  try {
    const opened = await file.stat({ bigint: true })
    if (!opened.isDirectory()) return new FileSource(path, file, opened)
  } catch (error) {
    await file.close()
    throw storageFault(error, `read ${path}`, path)
  }
  await file.close()
  throw new WrenError('input', `Cannot read ${path}: it is a folder.`, { nextStep: 'Name a file of inputs.' })
}

class FileSource implements InputSource {
  readonly name: string
  readonly totalBytes: number | null
  readonly #file: FileHandle
  readonly #opened: BigIntStats
  #bytesRead = 0n
  #isReading = false

  constructor(path: string, file: FileHandle, opened: BigIntStats) {
    this.name = path
    this.totalBytes = opened.isFile() ? Number(opened.size) : null
    this.#file = file
    this.#opened = opened
  }

  async *chunks(signal: AbortSignal): AsyncIterable<Buffer> {
    // One buffer for the whole file: a new one per chunk is garbage faster than the collector looks.
    const buffer = Buffer.allocUnsafeSlow(chunkBytes)
    for (;;) {
      const bytesRead = await this.#read(buffer, signal)
      if (bytesRead === 0) return
      this.#bytesRead += BigInt(bytesRead)
      // Else a file that grows as fast as it is read would never end.
      if (this.#opened.isFile() && this.#bytesRead > this.#opened.size) throw changed(this.name)
      yield buffer.subarray(0, bytesRead)
    }
  }

  async checkUnchanged(): Promise<void> {
    // A pipe or a device has neither a size nor a time that mean anything.
    if (!this.#opened.isFile()) return
    const now = await this.#statByName()
    const isSame =
      now.ino === this.#opened.ino &&
      now.size === this.#opened.size &&
      now.mtimeNs === this.#opened.mtimeNs &&
      this.#bytesRead === this.#opened.size
    if (!isSame) throw changed(this.name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A read from a pipe to which nobody writes cannot be called off, and closing would wait for it.
    const closing = this.#file.close()
    if (!this.#isReading) await closing
    else closing.catch(() => {})
  }

  async #read(buffer: Buffer, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted()
    const aborted = Promise.withResolvers<never>()
    const onAbort = (): void => aborted.reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#isReading = true
    const reading = this.#file.read(buffer, 0, buffer.length, null).finally(() => (this.#isReading = false))
    try {
      return (await Promise.race([reading, aborted.promise])).bytesRead
    } catch (error) {
      signal.throwIfAborted()
      throw storageFault(error, `read ${this.name}`, this.name)
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async #statByName(): Promise<BigIntStats> {
    try {
      return await stat(this.name, { bigint: true })
    } catch (error) {
      throw new WrenError('input', `${this.name} went away while it was being read.`, {
        nextStep: 'Put the file back, then run it again.',
        cause: error,
      })
    }
  }
}

function changed(name: string): WrenError {
  return new WrenError('input', `${name} was changed while it was being read.`, {
    nextStep: 'Wait until the file is written to its end, then run it again.',
  })
}

async function missingFile(path: string, cause: unknown): Promise<WrenError> {
  const folder = dirname(path)
  let names: string[]
  try {
    names = await readdir(folder)
  } catch {
    return new WrenError('input', `There is no folder ${folder} to read ${basename(path)} from.`, {
      nextStep: 'Check the path of the input.',
      cause,
    })
  }
  const wanted = basename(path)
  const near = names.length === 0 ? wanted : closest(wanted, names)
  const isNear = near !== wanted && distance(wanted, near) <= Math.max(2, wanted.length / 3)
  return new WrenError('input', `There is no file ${path}.`, {
    nextStep: isNear ? `Did you mean ${join(folder, near)}?` : 'Check the path of the input.',
    cause,
  })
}
