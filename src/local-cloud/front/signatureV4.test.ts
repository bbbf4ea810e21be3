import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'
import { createSignatureCheck, readSignatureClaim, sha256, signedAtMs, type SignedRequest } from './signatureV4.ts'

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }

class Sha256 {
  readonly #hash
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      key === undefined
        ? createHash('sha256')
        : createHmac(
            'sha256',
            typeof key === 'string'
              ? key
              : new Uint8Array(
                  ArrayBuffer.isView(key) ? key.buffer.slice(key.byteOffset, key.byteOffset + key.byteLength) : key,
                ),
          )
  }
  update(data: Uint8Array): void {
    this.#hash.update(data)
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
  reset(): void {}
}

/** A request as AWS's own signer signs it. */
async function sign(
  service: string,
  path: string,
  query: Record<string, string>,
  body: string,
  more: Record<string, string> = {},
): Promise<SignedRequest> {
  const signer = new SignatureV4({
    credentials,
    region: 'us-east-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  })
  const signed = await signer.sign({
    method: 'PUT',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query,
    headers: { host: '127.0.0.1:80', ...more },
    body,
  })
  const search = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='))
  return {
    method: 'PUT',
    url: search.length === 0 ? path : `${path}?${search.join('&')}`,
    headers: Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
}

const isAccepted = (request: SignedRequest, payloadHash: string): boolean => {
  const claim = readSignatureClaim(request.headers)
  return claim !== null && createSignatureCheck(credentials)(request, claim, payloadHash)
}

describe('createSignatureCheck', () => {
  const cases = [
    ['lambda', '/2015-03-31/functions', {}],
    ['lambda', '/2015-03-31/functions/arn%3Aaws%3Alambda/configuration', { Qualifier: '$LATEST' }],
    ['s3', '/bucket/odd%20name/%C3%A4%28%29', { 'a-b': '1', a: '2', partNumber: 'x y+z', uploads: '' }],
    ['logs', '/', { "it's": '*' }],
  ] as const
  it.each(cases)('accepts what AWS signs for %s %s %o, and nothing else', async (service, path, query) => {
    const request = await sign(service, path, query, 'body', { 'x-amz-meta-note': '  two   spaces ' })
    const hash = sha256('body')
    expect(isAccepted(request, hash)).toBe(true)
    expect(isAccepted(request, sha256('other'))).toBe(false)
    expect(isAccepted({ ...request, method: 'POST' }, hash)).toBe(false)
    expect(isAccepted({ ...request, url: `${request.url}x` }, hash)).toBe(false)
    expect(isAccepted({ ...request, headers: { ...request.headers, host: '127.0.0.1:81' } }, hash)).toBe(false)
  })

  it('reads no claim from what is not signed this way', () => {
    expect(readSignatureClaim({})).toBeNull()
    expect(readSignatureClaim({ authorization: 'Basic abc', 'x-amz-date': '20261123T000000Z' })).toBeNull()
  })
})

it('reads the time of a claim', async () => {
  const claim = readSignatureClaim((await sign('lambda', '/', {}, '')).headers)
  expect(claim).not.toBeNull()
  if (claim === null) return
  expect(signedAtMs({ ...claim, timestamp: '20261123T101500Z' })).toBe(Date.UTC(2026, 10, 23, 10, 15))
  expect(signedAtMs({ ...claim, timestamp: '20261123' })).toBeNaN()
})
