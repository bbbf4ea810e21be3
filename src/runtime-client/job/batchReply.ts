import type { BatchRefused, WorkerEvent } from '#protocol/workerEvent'
import type { FunctionError } from '../ports.ts'

/** What is known of a batch once its invocation is over, one way or another. */
export type BatchVerdict =
  /** The worker accounted for every item, and the service said that the invocation is complete. */
  | { readonly kind: 'whole' }
  /** The worker would not run it. */
  | { readonly kind: 'refused'; readonly event: BatchRefused }
  /** The service says that the environment failed under the invocation. */
  | { readonly kind: 'environmentLost'; readonly functionError: FunctionError; readonly began: boolean }
  /** The reply ended without the worker's last word or the service's: the network's doing, as far as one can tell. */
  | { readonly kind: 'torn'; readonly why: string }

/** Follows the reply of one invocation: which items are still open and whether the reply was whole. */
export class BatchReply {
  readonly #open: Set<number>
  #finished = 0
  #handedBack = 0
  #began = false
  #sawNoLease = false
  #ended: { readonly finished: number; readonly handedBack: number } | null = null
  #refused: BatchRefused | null = null
  #completed = false
  #functionError: FunctionError | null = null

  constructor(indexes: readonly number[]) {
    this.#open = new Set(indexes)
  }

  /** Whether the worker spoke at all. */
  get began(): boolean {
    return this.#began
  }

  /** How many items the worker said the end of. */
  get finished(): number {
    return this.#finished
  }

  /** Items that neither finished nor were handed back, in the order of the batch. */
  get open(): readonly number[] {
    return [...this.#open]
  }

  /** Whether the event is one to act on; those about items that are not of this batch or already settled are not. */
  accept(event: WorkerEvent): boolean {
    this.#began = true
    switch (event.kind) {
      case 'finished':
        this.#finished++
        return this.#open.delete(event.index)
      case 'handedBack':
        this.#handedBack += event.indexes.length
        this.#sawNoLease ||= event.reason === 'leaseEnded'
        return true
      case 'batchEnded':
        this.#ended = event
        return true
      case 'started':
        return this.#open.has(event.index)
      case 'batchRefused':
        this.#refused = event
        return true
      case 'batchStarted':
      case 'log':
      case 'logDropped':
      case 'heartbeat':
        return true
      default:
        return event satisfies never
    }
  }

  /** Takes an item out that was handed back; false where it was not open. */
  handBack(index: number): boolean {
    return this.#open.delete(index)
  }

  complete(functionError: FunctionError | undefined): void {
    this.#completed = true
    this.#functionError = functionError ?? null
  }

  verdict(): BatchVerdict {
    if (this.#refused !== null) return { kind: 'refused', event: this.#refused }
    if (this.#functionError !== null) {
      return { kind: 'environmentLost', functionError: this.#functionError, began: this.#began }
    }
    if (!this.#completed) return { kind: 'torn', why: 'the connection ended before the invocation was complete' }
    if (this.#ended === null) return { kind: 'torn', why: 'the reply ended without the last word of the worker' }
    if (this.#ended.finished !== this.#finished || this.#ended.handedBack !== this.#handedBack) {
      return { kind: 'torn', why: 'part of the reply is missing' }
    }
    // Were this a success, a job whose lease cannot be written or read would invoke for ever and get nowhere.
    if (this.#sawNoLease && this.#finished === 0) return { kind: 'torn', why: 'the worker found no living lease' }
    return { kind: 'whole' }
  }
}
