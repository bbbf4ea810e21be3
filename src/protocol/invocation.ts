/** One item as a batch carries it; `input` is the item's JSON value. */
export interface BatchItem {
  readonly index: number
  /** 1 for the first start; the n-th start of this item in this job. */
  readonly attempt: number
  readonly input: unknown
}

/** The items of a batch: in the payload, or, where that would pass Lambda's 6 MB, a JSON array in S3. */
export type BatchItems =
  | { readonly kind: 'inline'; readonly items: readonly BatchItem[] }
  | { readonly kind: 'stored'; readonly key: string; readonly sha256: string }

/** What an invocation is asked to do: run a batch of items through one export of a bundle. */
export interface RunBatchRequest {
  readonly kind: 'runBatch'
  readonly protocol: number
  readonly jobId: string
  /** Unique per invocation the client sends; in every line the worker logs to CloudWatch. */
  readonly batchId: string
  /**
   * `streamed`: the reply is read as it is written. `buffered`: the same event lines arrive as one body of at most
   * 6 MB, so the worker hands back what would not fit.
   */
  readonly delivery: 'streamed' | 'buffered'
  readonly bucket: string
  readonly bundle: BundleReference
  readonly items: BatchItems
  readonly itemTimeoutMs: number
  /** How many items run at once inside this invocation. */
  readonly itemConcurrency: number
  /** Log lines kept per item, in bytes of text; the rest is counted. */
  readonly logBytesPerItem: number
  /** Values larger than this travel through S3, in bytes of encoded text. */
  readonly inlineValueBytes: number
  readonly environment: UserEnvironment
  readonly control: ControlReference
}

/** Which function to run: a bundle in the bucket, and the name of one of its exports. */
export interface BundleReference {
  readonly key: string
  /** Lower-case hex SHA-256 of the bundle's bytes; checked before a line of it runs. */
  readonly sha256: string
  readonly exportName: string
}

/** Changes to the environment variables that the user's code sees, applied before its module is loaded. */
export interface UserEnvironment {
  /** Names removed first; a trailing `*` stands for every name that starts so (`AWS_*`). */
  readonly unset: readonly string[]
  readonly set: Readonly<Record<string, string>>
}

/** Where the job's control object lies and how the worker follows it. */
export interface ControlReference {
  readonly key: string
  /** How often a running batch looks at it. The first look comes this long after the batch began. */
  readonly pollMs: number
  /** The runner rewrites the object well within this time; an object older than this, by S3's own clock, means it is gone. */
  readonly leaseMs: number
}

/** The control object's content. Its age is told by S3 (Date minus Last-Modified), so clocks need not agree. */
export interface ControlState {
  readonly kind: 'control'
  readonly protocol: number
  readonly cancelled: boolean
}
