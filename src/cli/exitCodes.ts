import type { ErrorKind } from '#protocol/remoteError'
import type { JobSnapshot } from '#runtime-client'

/** What the process ends with; `wren --help` tells the user the same. */
export const exitCodes = {
  allSucceeded: 0,
  someItemsDidNot: 1,
  wrongUse: 2,
  couldNotGoOn: 3,
  cancelled: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of a job as it stands; one that has not ended has failed at nothing. */
export function exitCodeOfJob({ state, counts, total, reason }: JobSnapshot): ExitCode {
  switch (state) {
    case 'ingesting':
    case 'running':
    case 'cancelling':
      return exitCodes.allSucceeded
    case 'done':
      return counts.succeeded === (total ?? 0) ? exitCodes.allSucceeded : exitCodes.someItemsDidNot
    case 'cancelled':
      return exitCodes.cancelled
    case 'failed':
      return reason === undefined ? exitCodes.couldNotGoOn : exitCodeOfErrorKind(reason.kind)
    case 'interrupted':
      return exitCodes.couldNotGoOn
  }
}

/** The exit code of a command that ended in an error of this kind. */
export function exitCodeOfErrorKind(kind: ErrorKind): ExitCode {
  switch (kind) {
    case 'input':
    case 'bundle':
      return exitCodes.wrongUse
    case 'userCode':
    case 'serialization':
      return exitCodes.someItemsDidNot
    case 'worker':
    case 'credentials':
    case 'permission':
    case 'quota':
    case 'protocol':
      return exitCodes.couldNotGoOn
    case 'cancelled':
      return exitCodes.cancelled
  }
}
