import type { BatchRefused } from '#protocol/workerEvent'
import { ServiceFault, type WrenError } from '../errors.ts'
import type { Reason } from './jobTypes.ts'

/** What the dispatcher does about a fault. Items are never charged for one. */
export type FaultReaction =
  /** Pause and try again; `isThrottle`: with fewer at once. `reopen`: what was deployed is gone. */
  | { readonly kind: 'pause'; readonly isThrottle: boolean; readonly reopen: boolean; readonly note?: string }
  | { readonly kind: 'goBuffered'; readonly note: string }
  /** The items of the batch have failed by it. */
  | { readonly kind: 'chargeItems' }
  /** The job cannot go on. */
  | { readonly kind: 'stop'; readonly reason: Reason }

const pause = { kind: 'pause', isThrottle: false, reopen: false } as const

/** The reaction to a call that failed, or to a reply that broke off (a SyntaxError where it was garbled). */
export function reactToFault(fault: ServiceFault | SyntaxError): FaultReaction {
  if (!(fault instanceof ServiceFault)) return pause
  switch (fault.nature) {
    case 'throttled':
      return { ...pause, isThrottle: true }
    case 'connectionLost':
    case 'unavailable':
    case 'conflict':
      return pause
    case 'missing':
      return { ...pause, reopen: true }
    case 'credentialsExpired':
      return { ...pause, note: `Waiting for new credentials: ${fault.message} ${fault.nextStep ?? ''}`.trim() }
    case 'streamingUnsupported':
      return {
        kind: 'goBuffered',
        note: 'This Region has no response streaming: results come at the end of each batch.',
      }
    case 'refused':
      return { kind: 'stop', reason: reasonOf(fault) }
    default:
      return fault.nature satisfies never
  }
}

/**
 * The reaction to a worker that would not run a batch. `message` is its error for people; `hasBegun`: other batches
 * of this run could be loaded.
 */
export function reactToRefusal(
  { reason, error, exports }: BatchRefused,
  message: string,
  hasBegun: boolean,
): FaultReaction {
  switch (reason) {
    case 'protocolMismatch': {
      const nextStep = 'Run `wren deploy` so that the runtime and this Wren are of one version.'
      return { kind: 'stop', reason: { kind: 'protocol', message, nextStep } }
    }
    case 'bundleUnavailable':
      return { ...pause, reopen: true }
    case 'loadFailed':
      // Where it loaded for others it is these items' bad luck, like any error of the user's code.
      if (hasBegun) return { kind: 'chargeItems' }
      return { kind: 'stop', reason: { kind: 'userCode', message: `The module could not be loaded. ${message}` } }
    case 'missingExport': {
      const found = exports === undefined || exports.length === 0 ? '' : `Name one that it has: ${exports.join(', ')}.`
      return {
        kind: 'stop',
        reason: { kind: 'input', message: error.message, ...(found === '' ? {} : { nextStep: found }) },
      }
    }
    default:
      return reason satisfies never
  }
}

/** A WrenError as the data that a job's record keeps. */
export function reasonOf({ kind, message, nextStep }: WrenError): Reason {
  return nextStep === undefined ? { kind, message } : { kind, message, nextStep }
}
