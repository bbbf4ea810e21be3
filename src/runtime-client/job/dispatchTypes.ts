import type { RunBatchRequest } from '#protocol/invocation'
import type { BatchInvoker, ObjectStore } from '../ports.ts'
import type { Reason } from './jobTypes.ts'

/** Where a job's invocations go. A new one replaces it when the local cloud was restarted under the job. */
export interface JobSite {
  readonly invoker: BatchInvoker
  readonly objects: ObjectStore
  readonly bucket: string
  readonly functionName: string
}

/** What all batches of a job share on the wire. */
export type BatchTemplate = Omit<RunBatchRequest, 'batchId' | 'items' | 'delivery' | 'bucket' | 'kind' | 'protocol'>

/** How dispatching ended: `finished` when every item has its outcome. */
export type DispatchEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: Reason }
