import type { BatchItem, UserEnvironment } from '#protocol/invocation'
import type { BatchRefused } from '#protocol/workerEvent'
import type { RemoteError } from '#protocol/remoteError'

/** What the handler tells the child process: one JSON object a line on `commandFd`. */
export type ChildCommand = LoadCommand | BeginCommand | ItemsCommand | StopCommand | AbortCommand

/** Loads the user's function. Once in the life of a child: another bundle or environment takes another child. */
export interface LoadCommand {
  readonly kind: 'load'
  readonly bundlePath: string
  readonly exportName: string
  readonly environment: UserEnvironment
}

/** A batch begins; what earlier batches left behind keeps its own items' names. */
export interface BeginCommand {
  readonly kind: 'begin'
  readonly jobId: string
  readonly itemConcurrency: number
  readonly itemTimeoutMs: number
  readonly logBytesPerItem: number
  /** Values whose text is larger are handed over apart, as {@link LargeValueNote}. */
  readonly inlineValueBytes: number
  /** When the invocation ends at the latest, in milliseconds since the epoch. */
  readonly deadlineAt: number
}

/** More items to run, in this order. */
export interface ItemsCommand {
  readonly kind: 'items'
  readonly items: readonly BatchItem[]
}

/** Start nothing more and forget what was not started; answered by {@link StoppedNote}. */
export interface StopCommand {
  readonly kind: 'stop'
}

/** Abort the signals of the running items. `why` says what becomes of those that then throw. */
export interface AbortCommand {
  readonly kind: 'abort'
  readonly why: 'cancelled' | 'handBack'
}

/**
 * What the child says besides the worker events of its items, on the same pipe (`eventFd`) and in order with them. A line
 * that starts with `{"note":` is one of these and goes no further than the handler.
 */
export type ChildNote =
  | { readonly note: 'loaded' }
  | {
      readonly note: 'loadFailed'
      readonly reason: Extract<BatchRefused['reason'], 'loadFailed' | 'missingExport'>
      readonly error: RemoteError
      readonly exports?: readonly string[]
    }
  /** The process is about to end itself. `leftover`: the item that does it had been recorded already. */
  | {
      readonly note: 'exiting'
      readonly index: number | null
      readonly leftover: boolean
      /** `called process.exit(7)`. */
      readonly how: string
    }
  /** The process is about to end because of an error that belongs to one of several running items, nobody knows which. */
  | { readonly note: 'lost'; readonly error: RemoteError }
  | StoppedNote
  /** The item was aborted in order to be handed back, and ended without a value. */
  | { readonly note: 'abandoned'; readonly index: number }
  /** An item that is recorded still runs. All others have ended, so that nothing is lost with this process. */
  | { readonly note: 'retired' }
  /** A line that is not complete yet, whole each time; a log event of the same item and stream takes its place. */
  | {
      readonly note: 'partial'
      readonly index: number | null
      readonly stream: 'stdout' | 'stderr'
      readonly text: string
    }
  | LargeValueNote
  /** Where the handler cannot look for itself: bytes of memory that this process has resident. */
  | { readonly note: 'memory'; readonly rss: number }

/** What was not started has been forgotten; the answer to {@link StopCommand}. */
export interface StoppedNote {
  readonly note: 'stopped'
}

/** An item succeeded with a value too large for the stream; its text in UTF-8, `bytes` long, and a line break follow. */
export interface LargeValueNote {
  readonly note: 'largeValue'
  readonly index: number
  readonly attempt: number
  readonly ms: number
  readonly at: number
  readonly of: 'json' | 'devalue'
  readonly bytes: number
  readonly notes?: readonly string[]
}

/** The child's file descriptor for what it says. */
export const eventFd = 3
/** The child's file descriptor for what it is told. */
export const commandFd = 4

/** How long an item may take, once its signal was aborted by its time-out, before it is recorded without waiting. */
export const settleGraceMs = 100
