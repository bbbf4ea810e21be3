import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
// fauxqs exports only a server of its own, which listens on every interface of the machine and keeps 11 MB at most.
import { FileS3Persistence } from '../../../node_modules/fauxqs/dist/s3/fileS3Persistence.js'
import { registerS3Routes } from '../../../node_modules/fauxqs/dist/s3/s3Router.js'
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js'
import { AwsError } from '../front/awsError.ts'
import { removeTornObjects } from './removeTornObjects.ts'
import { renderS3Error } from './s3Error.ts'

/** S3 over a folder: objects lie on disk, what is known of them in memory too. */
export interface ObjectStore {
  /** Answers a request whose signature has been checked; its stated payload hash is checked here. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  /** The bytes of an object; throws `InvalidParameterValueException`, as Lambda does for code that is not there. */
  read(bucket: string, key: string): Buffer
  /** Leaves a mark that everything was written to its end, so that the next start need not look through it all. */
  close(): void
}

// AWS's limit for one PutObject.
const maxObjectBytes = 5 * 1024 * 1024 * 1024

/** Opens the store in a folder, which it creates. */
export async function openObjectStore(folder: string): Promise<ObjectStore> {
  const closedPath = join(folder, 'closed')
  if (!existsSync(closedPath)) removeTornObjects(folder)
  rmSync(closedPath, { force: true })
  const store = loadStore(folder)

  const app = Fastify({ bodyLimit: maxObjectBytes, logger: false })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('preHandler', (request, reply, done) => {
    // Between this check and the handler nothing else runs, so that of two conditional writes one is refused.
    const error = checkKey(request) ?? checkContent(request) ?? checkConditions(store, request)
    if (error === null) done()
    else sendError(reply, error)
  })
  app.setErrorHandler((error, _request, reply) => {
    const message = error instanceof Error ? error.message : String(error)
    sendError(reply, new AwsError(500, 'InternalError', message))
  })
  registerS3Routes(app, store)
  await app.ready()

  return {
    close: () => writeFileSync(closedPath, ''),
    answer: (request, response) => {
      // S3 knows no other media type than bytes; without one Fastify would not read the body at all.
      request.headers['content-type'] ??= 'application/octet-stream'
      app.routing(request, response)
    },
    read: (bucket, key) => {
      try {
        return store.getObject(bucket, key).body
      } catch (error) {
        const message = `Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.`
        throw Object.assign(new AwsError(400, 'InvalidParameterValueException', message, { Type: 'User' }), {
          cause: error,
        })
      }
    },
  }
}

function loadStore(folder: string): S3Store {
  const persistence = new FileS3Persistence(folder)
  const load = (): S3Store => {
    const store = new S3Store()
    persistence.loadS3(store)
    store.persistence = persistence
    return store
  }
  try {
    return load()
  } catch {
    removeTornObjects(folder)
    return load()
  }
}

// fauxqs makes paths of keys as they are.
function checkKey(request: FastifyRequest): AwsError | null {
  const { bucket, key } = targetOf(request)
  const leadsElsewhere = [bucket, ...key.split('/')].some((part) => part === '..' || part === '.')
  return leadsElsewhere ? new AwsError(400, 'InvalidURI', 'The local cloud keeps no object under such a key.') : null
}

function checkContent(request: FastifyRequest): AwsError | null {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  request.body = body
  const stated = request.headers['x-amz-content-sha256']
  if (typeof stated !== 'string' || !/^[0-9a-f]{64}$/.test(stated)) return null
  if (createHash('sha256').update(body).digest('hex') === stated) return null
  return new AwsError(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  )
}

// fauxqs keeps the conditions of reads but not those of writes.
function checkConditions(store: S3Store, request: FastifyRequest): AwsError | null {
  if (request.method !== 'PUT' && request.method !== 'POST') return null
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers
  if (ifNoneMatch === undefined && ifMatch === undefined) return null
  const { bucket, key } = targetOf(request)
  const etag = etagOf(store, bucket, key)
  if (ifNoneMatch === '*' && etag !== null) return preconditionFailed()
  if (ifMatch !== undefined && etag === null) return new AwsError(404, 'NoSuchKey', 'The specified key does not exist.')
  if (ifMatch !== undefined && ifMatch.replaceAll('"', '') !== etag?.replaceAll('"', '')) return preconditionFailed()
  return null
}

function targetOf(request: FastifyRequest): { bucket: string; key: string } {
  const parameters = Object.entries(request.params ?? {})
  const text = (name: string): string => {
    const value: unknown = parameters.find(([other]) => other === name)?.[1]
    return typeof value === 'string' ? value : ''
  }
  return { bucket: text('bucket'), key: text('*') }
}

function etagOf(store: S3Store, bucket: string, key: string): string | null {
  try {
    return store.headObject(bucket, key).etag
  } catch {
    return null
  }
}

function preconditionFailed(): AwsError {
  return new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
}

function sendError(reply: FastifyReply, error: AwsError): void {
  const { status, headers, body } = renderS3Error(error, randomUUID())
  void reply
    .status(status)
    .headers(headers ?? {})
    .send(body)
}
