import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/** An append-only file written at known offsets, so that an index can point into it. */
export class AppendFile implements Disposable {
  readonly #descriptor: number
  #waiting: string[] = []
  #waitingBytes = 0
  #size: number

  /** `committedBytes`: what the index knows of. Whatever lies behind it is the torn tail of a crash and is cut off. */
  constructor(path: string, committedBytes: number) {
    this.#descriptor = openSync(path, 'a+')
    closeSync(this.#descriptor)
    this.#descriptor = openSync(path, 'r+')
    if (fstatSync(this.#descriptor).size > committedBytes) ftruncateSync(this.#descriptor, committedBytes)
    this.#size = committedBytes
  }

  /** Bytes that wait for `flush`. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** Adds a line (the line break is added) and tells where it will lie; on disk after the next `flush`. */
  append(line: string): { readonly offset: number; readonly length: number } {
    const length = Buffer.byteLength(line)
    const offset = this.#size + this.#waitingBytes
    this.#waiting.push(line, '\n')
    this.#waitingBytes += length + 1
    return { offset, length }
  }

  /** Writes what waits. Throws what the file system throws, and may be called again afterwards. */
  flush(): void {
    if (this.#waitingBytes === 0) return
    const bytes = Buffer.from(this.#waiting.join(''))
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#size + done)
    }
    this.#size += bytes.length
    this.#waiting = []
    this.#waitingBytes = 0
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }
}
