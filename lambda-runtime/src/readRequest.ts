import type { BatchItem, BatchItems, RunBatchRequest } from '#protocol/invocation'
import { protocolVersion } from '#protocol/version'
import type { RemoteError } from '#protocol/remoteError'
import type { S3Objects } from './s3Objects.ts'
import { sha256Hex } from './signS3Request.ts'

/** The request of an invocation, or why it is none that this worker understands. */
export type ReadRequest =
  | { readonly kind: 'request'; readonly request: RunBatchRequest }
  | { readonly kind: 'mismatch'; readonly error: RemoteError }

/** A request of this protocol version has the shape that the version says; of another one nothing is assumed. */
export function readRequest(event: unknown): ReadRequest {
  if (isRequest(event)) return { kind: 'request', request: event }
  const theirs = typeof event === 'object' && event !== null && 'protocol' in event ? String(event.protocol) : 'none'
  const message = `This worker speaks protocol version ${protocolVersion}, the request has ${theirs}. Deploy the runtime again.`
  return { kind: 'mismatch', error: { name: 'ProtocolMismatch', message, kind: 'protocol' } }
}

const isRequest = (event: unknown): event is RunBatchRequest =>
  typeof event === 'object' &&
  event !== null &&
  'kind' in event &&
  event.kind === 'runBatch' &&
  'protocol' in event &&
  event.protocol === protocolVersion

/** The items of a batch, fetched where they did not fit into the request. Rejects where S3 refuses or the hash is another. */
export async function readItems(objects: S3Objects, bucket: string, items: BatchItems): Promise<readonly BatchItem[]> {
  if (items.kind === 'inline') return items.items
  const { body } = await objects.get(bucket, items.key)
  const found = sha256Hex(body)
  if (found !== items.sha256)
    throw new Error(`The items ${items.key} have the SHA-256 ${found} in place of ${items.sha256}.`)
  const parsed: unknown = JSON.parse(body.toString())
  if (!isItems(parsed)) throw new Error(`The items ${items.key} are not a list.`)
  return parsed
}

/** Their hash has been checked: they are what the client wrote. */
const isItems = (value: unknown): value is readonly BatchItem[] => Array.isArray(value)
