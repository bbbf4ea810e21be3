import { createHash, createHmac } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { SignatureV4 } from '@smithy/signature-v4'
import type { DiscoveryRecord } from './discoveryRecord.ts'

const answerWithinMs = 3000

/**
 * Calls one of the local cloud's own paths (`/_local/…`), signed as AWS calls are. Resolves to the body;
 * rejects on any status but a 2xx, on a closed port, and when no answer comes.
 */
export async function callLocalCloud(record: DiscoveryRecord, method: 'GET' | 'POST', path: string): Promise<string> {
  const { hostname, port } = new URL(record.endpoint)
  const signer = new SignatureV4({ credentials: record, region: record.region, service: 'lambda', sha256: Sha256 })
  const unsigned = { method, protocol: 'http:', hostname, port: Number(port), path, query: {} }
  const { headers } = await signer.sign({ ...unsigned, headers: { host: `${hostname}:${port}` } })
  return new Promise((resolve, reject) => {
    // No agent: a connection kept open would keep the local cloud's idle clock from running.
    const call = request({ method, hostname, port, path, headers, agent: false, timeout: answerWithinMs })
    call.on('timeout', () => call.destroy(new Error(`No answer within ${answerWithinMs} ms`)))
    call.on('error', reject)
    call.on('response', (response) => {
      text(response).then((body) => {
        if (response.statusCode !== undefined && response.statusCode < 300) resolve(body)
        else reject(new Error(`${method} ${path} was answered with ${String(response.statusCode)}: ${body}`))
      }, reject)
    })
    call.end()
  })
}

/** Node's SHA-256 in the shape that the signer asks for. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = secret instanceof ArrayBuffer ? new Uint8Array(secret) : secret
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', asKey(key))
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data instanceof ArrayBuffer ? new Uint8Array(data) : asKey(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    throw new Error('The signer makes a new one each time')
  }
}

function asKey(data: string | ArrayBufferView): string | Uint8Array {
  return typeof data === 'string' ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
