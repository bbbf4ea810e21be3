import { Duplex } from 'node:stream'

/**
 * A pipe whose reading side can be shut and opened again. Node's HTTP server goes on reading from a paused socket as
 * soon as a request on it asks for data, and what a paused request holds is lost when its sender dies; what is left
 * in the pipe is not.
 */
export class GatedPipe extends Duplex {
  readonly #pipe: Duplex
  #isShut = false
  #isLetGo = false

  constructor(pipe: Duplex) {
    super()
    this.#pipe = pipe
    pipe.on('data', (chunk: Buffer) => {
      const hasRoom = this.push(chunk)
      if ((!hasRoom || this.#isShut) && !this.#isLetGo) pipe.pause()
    })
    pipe.on('end', () => this.push(null))
    pipe.on('close', () => this.destroy())
    pipe.on('error', () => this.destroy())
  }

  get isShut(): boolean {
    return this.#isShut
  }

  shut(): void {
    if (this.#isLetGo) return
    this.#isShut = true
    this.#pipe.pause()
  }

  open(): void {
    this.#isShut = false
    this.#pipe.resume()
  }

  /** The other end is gone: what it has left behind, which is not much, is to be read to its end. */
  letGo(): void {
    this.#isLetGo = true
    this.open()
  }

  override _read(): void {
    if (!this.#isShut) this.#pipe.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#pipe.write(chunk, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#pipe.end(callback)
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#pipe.destroy()
    callback(error)
  }
}
