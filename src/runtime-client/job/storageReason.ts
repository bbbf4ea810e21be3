import { WrenError } from '../errors.ts'
import type { JobFolder } from './jobFolder.ts'
import type { Reason } from './jobTypes.ts'

const diskFullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])
/** SQLITE_FULL, https://www.sqlite.org/rescode.html */
const sqliteFull = 13

/** Why a job could not go on that failed on this machine and not in the cloud, and what to do about it. */
export function storageReason(error: unknown, folder: JobFolder): Reason {
  const nextStep = `What was recorded is kept. Then run \`wren retry ${folder.jobId}\`, which runs only what is missing.`
  if (isDiskFull(error)) {
    return {
      kind: 'quota',
      message: `The disk that holds ${folder.folder} is full.`,
      nextStep: `Free some space. ${nextStep}`,
    }
  }
  if (error instanceof WrenError) {
    return {
      kind: error.kind,
      message: error.message,
      ...(error.nextStep === undefined ? {} : { nextStep: error.nextStep }),
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    kind: 'worker',
    message: `The runner of this job met an error: ${message}`,
    nextStep: `See ${folder.runnerLog}. ${nextStep}`,
  }
}

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && diskFullCodes.has(error.code)) return true
  return 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteFull
}
