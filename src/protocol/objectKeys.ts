// The only place that spells an S3 key.

/** Everything Wren writes to the bucket lies below this. */
export const keyPrefix = 'wren/'

/** A bundle; by its hash, so that the same content has the same key. */
export const bundleKey = (sha256: string): string => `${keyPrefix}bundles/${sha256}.mjs`

/** The prefix of all that belongs to one job and goes with it. */
export const jobKeyPrefix = (jobId: string): string => `${keyPrefix}jobs/${jobId}/`

/** A retry is a run of its own, so that functions left over from a runner that died do not take its lease for theirs. */
export const controlKey = (jobId: string, run: number): string => `${jobKeyPrefix(jobId)}control-${run}.json`

/** The items of a batch that are too large for its payload. */
export const batchItemsKey = (jobId: string, batchId: string): string => `${jobKeyPrefix(jobId)}items/${batchId}.json`

/** A value that is too large for the stream; by batch too, as an attempt can run twice. */
export const storedValueKey = (jobId: string, index: number, attempt: number, batchId: string): string =>
  `${jobKeyPrefix(jobId)}values/${index}-${attempt}-${batchId}`
