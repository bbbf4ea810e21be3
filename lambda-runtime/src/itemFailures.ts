import type { RemoteError } from '#protocol/remoteError'

/** Why a child process is gone, in order of what is known best. */
export type DeathCause =
  /** The handler ended it because an item was over its time and the event loop did not answer. */
  | { readonly kind: 'timedOut'; readonly itemTimeoutMs: number }
  /** The handler ended it because the user's module took too long to load. */
  | { readonly kind: 'loadTimedOut' }
  /** The handler ended it because of the memory it held. */
  | { readonly kind: 'memory'; readonly usedMb: number; readonly functionMb: number }
  | { readonly kind: 'heap'; readonly heapLimitMb: number; readonly functionMb: number }
  /** It said itself what it was about to do, such as `called process.exit(7)`. */
  | { readonly kind: 'ownDoing'; readonly how: string }
  | { readonly kind: 'surfaced'; readonly error: RemoteError }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }

/** The error of an item whose child died with it. */
export function describeDeath(cause: DeathCause): RemoteError {
  switch (cause.kind) {
    case 'timedOut':
      return itemError('ItemTimeout', `The item ran past its time-out of ${cause.itemTimeoutMs} ms.`)
    case 'loadTimedOut':
      return itemError('LoadTimeout', 'The module was not loaded in time; does it wait for something at its top level?')
    case 'memory':
      return itemError(
        'OutOfMemory',
        `The item ran out of memory: its process and the worker held ${cause.usedMb} MB of the function's ${cause.functionMb} MB.`,
      )
    case 'heap':
      return itemError(
        'OutOfMemory',
        `The item ran out of memory: its JavaScript heap passed ${cause.heapLimitMb} MB (the function has ${cause.functionMb} MB).`,
      )
    case 'ownDoing':
      return itemError('ProcessExit', `The item ${cause.how}, which ended the process it ran in.`)
    case 'surfaced':
      return cause.error
    case 'exited':
      return itemError(
        'ProcessDied',
        cause.signal === null
          ? `The process that ran the item ended with exit code ${cause.code ?? 'unknown'}.`
          : `The process that ran the item was killed by ${cause.signal}.`,
      )
    default:
      return cause satisfies never
  }
}

/** The error of an item that took as long as an invocation may, alone in it. */
export const deadlineError: RemoteError = {
  name: 'ItemTimeout',
  message: "The item met the function's own time limit on Lambda, with the whole of it to itself.",
  kind: 'userCode',
}

/** The error of an item that had to be ended because its job was cancelled. */
export const cancelledError: RemoteError = {
  name: 'Cancelled',
  message: 'The job was cancelled while the item ran, and the item did not stop when its signal was aborted.',
  kind: 'cancelled',
}

const itemError = (name: string, message: string): RemoteError => ({ name, message, kind: 'userCode' })
