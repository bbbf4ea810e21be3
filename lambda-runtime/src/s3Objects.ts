import { setTimeout as delay } from 'node:timers/promises'
import type { Agent, IncomingMessage } from 'node:http'
import { encodeKey, sha256Hex, signS3Request, type AwsCredentials } from './signS3Request.ts'

/** How the worker reaches S3; read from the environment variables that Lambda sets, before user code can change them. */
export interface S3Settings {
  readonly region: string
  readonly credentials: AwsCredentials
  /** Path-style requests go here in place of AWS's own host. */
  readonly endpoint?: URL
}

/** An object as S3 gave it. */
export interface S3Reply {
  readonly body: Buffer
  /** By S3's own clock; 0 where it did not say. */
  readonly ageMs: number
}

/** S3 said no. `status` 404 means that there is no such object. */
export class S3Error extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'S3Error'
    this.status = status
  }
}

const maxAttempts = 9
const firstBackoffMs = 40
const maxBackoffMs = 2_000
const idleTimeoutMs = 20_000

/** Gets and puts objects. Passing faults are tried again for about ten seconds. */
export class S3Objects {
  private readonly settings: S3Settings
  private agent: Agent | undefined = undefined

  constructor(settings: S3Settings) {
    this.settings = settings
  }

  /** Rejects with {@link S3Error} where S3 refuses, or the last network error. */
  get(bucket: string, key: string): Promise<S3Reply> {
    return this.persist(() => this.send('GET', bucket, key, []))
  }

  /** One try alone. */
  getOnce(bucket: string, key: string): Promise<S3Reply> {
    return this.send('GET', bucket, key, [])
  }

  /** `pieces` follow one another; they may be many and are not copied. */
  async put(bucket: string, key: string, pieces: readonly Uint8Array[]): Promise<void> {
    await this.persist(() => this.send('PUT', bucket, key, pieces))
  }

  private async persist(send: () => Promise<S3Reply>): Promise<S3Reply> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send()
      } catch (error) {
        if (attempt >= maxAttempts || !isPassing(error)) throw error
      }
      const backoffMs = Math.min(maxBackoffMs, firstBackoffMs * 2 ** (attempt - 1))
      await delay(backoffMs * (0.5 + Math.random() / 2))
    }
  }

  private send(method: 'GET' | 'PUT', bucket: string, key: string, pieces: readonly Uint8Array[]): Promise<S3Reply> {
    const { endpoint, region, credentials } = this.settings
    const host = endpoint?.host ?? `${bucket}.s3.${region}.amazonaws.com`
    const path = endpoint === undefined ? `/${encodeKey(key)}` : `/${bucket}/${encodeKey(key)}`
    const headers = signS3Request(
      { method, host, path, region, bodySha256: sha256Hex(...pieces), at: new Date() },
      credentials,
    )
    const isPlain = endpoint?.protocol === 'http:'
    // Loaded at the first request: an import would add them, and what they bring along, to the worker's start.
    const http = isPlain ? process.getBuiltinModule('node:http') : process.getBuiltinModule('node:https')
    this.agent ??= new http.Agent({ keepAlive: true })
    const { agent } = this
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          method,
          agent,
          host: endpoint?.hostname ?? host,
          port: endpoint?.port ?? '',
          path,
          headers: { ...headers, ...(method === 'PUT' ? { 'content-length': totalLength(pieces) } : {}) },
          timeout: idleTimeoutMs,
        },
        (response) => {
          readReply(response).then(resolve, reject)
        },
      )
      request.on('timeout', () => request.destroy(new Error(`S3 was silent for ${idleTimeoutMs} ms`)))
      request.on('error', reject)
      for (const piece of pieces) request.write(piece)
      request.end()
    })
  }
}

const totalLength = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0)

async function readReply(response: IncomingMessage): Promise<S3Reply> {
  const pieces: Buffer[] = []
  for await (const piece of response) if (piece instanceof Buffer) pieces.push(piece)
  const body = Buffer.concat(pieces)
  const status = response.statusCode ?? 0
  if (status < 200 || status > 299) {
    throw new S3Error(status, `S3 answered ${status}: ${body.toString('utf8', 0, 500) || response.statusMessage || ''}`)
  }
  const said = (header: string | undefined): number => (header === undefined ? Number.NaN : Date.parse(header))
  const ageMs = said(response.headers.date) - said(response.headers['last-modified'])
  return { body, ageMs: Number.isNaN(ageMs) ? 0 : ageMs }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof S3Error)) return true
  return (
    error.status >= 500 || error.status === 429 || error.status === 408 || /RequestTimeout|SlowDown/.test(error.message)
  )
}

/** Throws where Lambda's own variables are missing. */
export function readS3Settings(environment: NodeJS.ProcessEnv): S3Settings {
  const named = (name: string): string => {
    const value = environment[name]
    if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`)
    return value
  }
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL']
  const sessionToken = environment['AWS_SESSION_TOKEN']
  return {
    region: named('AWS_REGION'),
    credentials: {
      accessKeyId: named('AWS_ACCESS_KEY_ID'),
      secretAccessKey: named('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken ? { sessionToken } : {}),
    },
    ...(endpoint ? { endpoint: new URL(endpoint) } : {}),
  }
}
