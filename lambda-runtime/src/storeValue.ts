import { createHash } from 'node:crypto'
import { storedValueKey } from '#protocol/objectKeys'
import type { StoredWireValue } from '#protocol/wireValue'
import type { LargeValueNote } from './childMessages.ts'
import type { S3Objects } from './s3Objects.ts'

/** Puts the text of a large value into S3 and resolves to what stands for it on the wire. */
export type StoreValue = (header: LargeValueNote, pieces: readonly Buffer[]) => Promise<StoredWireValue>

/** Values are stored below their job's own prefix. Rejects as {@link S3Objects.put} does. */
export function createStoreValue(objects: S3Objects, bucket: string, jobId: string, batchId: string): StoreValue {
  return async ({ index, attempt, of }, pieces) => {
    const body = Buffer.concat(pieces)
    const key = storedValueKey(jobId, index, attempt, batchId)
    await objects.put(bucket, key, body)
    return { form: 'stored', of, key, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') }
  }
}
