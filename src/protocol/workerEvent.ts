import type { RemoteError } from './remoteError.ts'
import type { WireValue } from './wireValue.ts'

/**
 * What a worker says about a batch: one JSON object a line, in the order in which it happened.
 * The first event is `batchStarted` or `batchRefused`, the last one `batchEnded`; without that last one the reply is
 * torn and the client believes only what it has read. `at` is the worker's clock in milliseconds since the epoch.
 */
export type WorkerEvent =
  | BatchStarted
  | BatchRefused
  | ItemStarted
  | ItemLog
  | ItemLogDropped
  | ItemFinished
  | Heartbeat
  | HandedBack
  | BatchEnded

/** The worker is there and has the function. */
export interface BatchStarted {
  readonly kind: 'batchStarted'
  readonly protocol: number
  /** The AWS request id of this invocation. */
  readonly requestId: string
  /** The CloudWatch log stream, which names the environment. */
  readonly logStream: string
  readonly coldStart: boolean
  readonly at: number
}

/** The batch could not run at all; no item of it was started. `batchEnded` follows. */
export interface BatchRefused {
  readonly kind: 'batchRefused'
  readonly protocol: number
  readonly reason:
    | 'protocolMismatch'
    /** The bundle, or the stored items, could not be fetched, or the SHA-256 was another. */
    | 'bundleUnavailable'
    /** The user's module threw, or died, while it was being loaded. */
    | 'loadFailed'
    /** The module has no such export, or it is not a function. `exports` lists the functions there are. */
    | 'missingExport'
  readonly error: RemoteError
  readonly exports?: readonly string[]
  readonly at: number
}

/** An attempt of an item begins. */
export interface ItemStarted {
  readonly kind: 'started'
  readonly index: number
  readonly attempt: number
  readonly at: number
}

/** Text that an item wrote; `index` is null where it cannot be told which item wrote it. */
export interface ItemLog {
  readonly kind: 'log'
  readonly index: number | null
  readonly stream: 'stdout' | 'stderr'
  /** One or more whole lines without the last line break. */
  readonly text: string
  readonly at: number
}

/** Sent once before `finished` where an item wrote more than its budget. */
export interface ItemLogDropped {
  readonly kind: 'logDropped'
  readonly index: number | null
  readonly lines: number
  readonly bytes: number
}

/** The end of one attempt of one item. */
export type ItemFinished = ItemSucceeded | ItemFailed

interface ItemEnd {
  readonly kind: 'finished'
  readonly index: number
  readonly attempt: number
  /** How long the attempt ran, in milliseconds with a fraction. */
  readonly ms: number
  readonly at: number
}

/** The function returned. */
export interface ItemSucceeded extends ItemEnd {
  readonly outcome: 'succeeded'
  /** Absent where the function returned `undefined`. */
  readonly value?: WireValue
  /** What happened to the value on its way that the user should know, such as a class instance that lost its class. */
  readonly notes?: readonly string[]
}

/** It did not, or what it returned cannot leave the worker. */
export interface ItemFailed extends ItemEnd {
  readonly outcome: 'threw' | 'timedOut' | 'crashed' | 'unserializable' | 'cancelled'
  readonly error: RemoteError
}

/** Sent when nothing else was for 15 s, so that no NAT drops the idle connection. */
export interface Heartbeat {
  readonly kind: 'heartbeat'
  readonly at: number
}

/** Items of the batch that this invocation will not run or not finish; the client decides what becomes of them. */
export interface HandedBack {
  readonly kind: 'handedBack'
  readonly indexes: readonly number[]
  readonly reason:
    /** The Lambda time limit is near. */
    | 'deadline'
    | 'cancelled'
    /** The runner has not renewed its lease. */
    | 'leaseEnded'
    /** A buffered reply has no room for more. */
    | 'replyFull'
    /** The child died with several items running, and this one, tried alone, kept losing its child to others. */
    | 'lostWithSibling'
}

/** The last line of a whole reply; the counts must match what was read. */
export interface BatchEnded {
  readonly kind: 'batchEnded'
  readonly finished: number
  readonly handedBack: number
  readonly at: number
}
