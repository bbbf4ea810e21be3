import { Writable } from 'node:stream'
import type { ClientRequest } from 'node:http'
import type { RuntimeConnection } from './runtimeConnection.ts'
import type { RuntimeError } from './runtimeError.ts'

/**
 * The writable that a streamified handler gets as its second argument. What is written goes straight to the Runtime
 * API; it takes no more than the client at the far end has room for.
 */
export class ResponseStream extends Writable {
  readonly #open: (contentType: string) => { request: ClientRequest; done: Promise<void> }
  #opened: { request: ClientRequest; done: Promise<void> } | null = null
  #contentType = 'application/octet-stream'
  #first: Buffer | null = null
  #failure: RuntimeError | null = null

  constructor(connection: RuntimeConnection, responsePath: string) {
    super({ decodeStrings: true })
    this.#open = (contentType) =>
      connection.openStream(responsePath, {
        'content-type': contentType,
        'lambda-runtime-function-response-mode': 'streaming',
        'transfer-encoding': 'chunked',
        trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
      })
  }

  /** Sets the content type of the answer; throws once something was written. */
  setContentType(contentType: string): void {
    if (this.#opened !== null) {
      throw Object.assign(new Error('Cannot set content-type, too late.'), {
        name: 'Runtime.InvalidStreamingOperation',
      })
    }
    this.#contentType = contentType
  }

  /** Has these bytes go ahead of what the handler writes first. */
  writeFirst(bytes: Buffer): void {
    this.#first = bytes
  }

  /** Whether the Runtime API has heard of this answer. */
  get hasStarted(): boolean {
    return this.#opened !== null
  }

  /** Ends the answer with an error, after what was written; resolves when it was taken. */
  async fail(error: RuntimeError): Promise<void> {
    this.#failure = error
    this.end()
    await this.#connected().done
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    const { request } = this.#connected()
    if (request.write(chunk)) callback()
    else request.once('drain', () => callback())
  }

  override _final(callback: (error?: Error | null) => void): void {
    const { request, done } = this.#connected()
    if (this.#failure !== null) {
      request.addTrailers({
        'Lambda-Runtime-Function-Error-Type': this.#failure.errorType.replaceAll(/[^\x20-\x7e]/g, '?'),
        'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(this.#failure)).toString('base64'),
      })
    }
    request.end()
    void callWhen(done, callback)
  }

  #connected(): { request: ClientRequest; done: Promise<void> } {
    if (this.#opened === null) {
      this.#opened = this.#open(this.#contentType)
      if (this.#first !== null) this.#opened.request.write(this.#first)
    }
    return this.#opened
  }
}

async function callWhen(done: Promise<void>, callback: (error?: Error | null) => void): Promise<void> {
  try {
    await done
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)))
    return
  }
  callback()
}
