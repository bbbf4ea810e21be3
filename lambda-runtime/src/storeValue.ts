import { storedValueKey } from '#protocol/objectKeys'
import type { StoredWireValue } from '#protocol/wireValue'
import type { LargeValueNote } from './childMessages.ts'
import type { S3Objects } from './s3Objects.ts'
import { sha256Hex } from './signS3Request.ts'

/** Puts the text of a large value into S3 and resolves to what stands for it on the wire. */
export type StoreValue = (header: LargeValueNote, pieces: readonly Buffer[]) => Promise<StoredWireValue>

/** Values are stored below their job's own prefix. Rejects as {@link S3Objects.put} does. */
export function createStoreValue(objects: S3Objects, bucket: string, jobId: string, batchId: string): StoreValue {
  return async ({ index, attempt, of, bytes }, pieces) => {
    const key = storedValueKey(jobId, index, attempt, batchId)
    await objects.put(bucket, key, pieces)
    return { form: 'stored', of, key, bytes, sha256: sha256Hex(...pieces) }
  }
}
