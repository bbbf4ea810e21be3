import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { InstanceCredentials } from './instanceCredentials.ts'

/** What a request says about its own signature, from its Authorization header. */
export interface SignatureClaim {
  readonly accessKeyId: string
  /** `20261123`. */
  readonly date: string
  readonly region: string
  /** The service it was signed for: `lambda`, `s3`, `logs`, … */
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20261123T101500Z`. */
  readonly timestamp: string
}

/** The parts of a request that a signature covers; `url` as sent. */
export interface SignedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** Reads the claim of a request signed with AWS Signature Version 4; null for one that is not. */
export function readSignatureClaim(headers: IncomingHttpHeaders): SignatureClaim | null {
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (match === null) return null
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] = match
  const timestamp = headers['x-amz-date']
  if (typeof timestamp !== 'string' || !timestamp.startsWith(date)) return null
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature, timestamp }
}

/** Says whether a claim holds for a request whose payload hash is known. The derived keys of a day are kept. */
export function createSignatureCheck(
  credentials: InstanceCredentials,
): (request: SignedRequest, claim: SignatureClaim, payloadHash: string) => boolean {
  const keys = new Map<string, Buffer>()
  const keyOf = (claim: SignatureClaim): Buffer => {
    const scope = `${claim.date}/${claim.region}/${claim.service}`
    let key = keys.get(scope)
    if (key === undefined) {
      key = [claim.date, claim.region, claim.service, 'aws4_request'].reduce(
        (secret, part) => createHmac('sha256', secret).update(part).digest(),
        Buffer.from(`AWS4${credentials.secretAccessKey}`),
      )
      // Scopes come from requests that are not trusted yet, so there must be an end to them.
      if (keys.size >= 64) keys.clear()
      keys.set(scope, key)
    }
    return key
  }
  return (request, claim, payloadHash) => {
    if (claim.accessKeyId !== credentials.accessKeyId || !claim.signedHeaders.includes('host')) return false
    const canonical = canonicalRequest(request, claim, payloadHash)
    const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`
    const toSign = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${sha256(canonical)}`
    const expected = createHmac('sha256', keyOf(claim)).update(toSign).digest()
    return timingSafeEqual(expected, Buffer.from(claim.signature, 'hex'))
  }
}

/** The time that `x-amz-date` states, in milliseconds; NaN where it is no such time. */
export function signedAtMs(claim: SignatureClaim): number {
  return Date.parse(claim.timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

/** SHA-256 in lower-case hexadecimal digits. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function canonicalRequest({ method, url, headers }: SignedRequest, claim: SignatureClaim, payloadHash: string): string {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const lines = claim.signedHeaders.map((name) => {
    const value = headers[name]
    const text = Array.isArray(value) ? value.join(',') : (value ?? '')
    return `${name}:${text.replaceAll(/\s+/g, ' ').trim()}\n`
  })
  // S3 signs the path as it is sent; every other service signs it encoded once more.
  const canonicalPath = claim.service === 's3' ? path : path.split('/').map(encode).join('/')
  return `${method}\n${canonicalPath}\n${canonicalQuery(query)}\n${lines.join('')}\n${claim.signedHeaders.join(';')}\n${payloadHash}`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
      return { name: encode(decode(name)), value: encode(decode(value)) }
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
