import { WrenError } from '../errors.ts'

/**
 * Turns a failed file operation into an error of kind `input` that names the place and what to do there.
 * `doing` reads on from "Cannot", such as `write the results to /data/out.jsonl`.
 */
export function storageFault(error: unknown, doing: string, place: string): WrenError {
  if (error instanceof WrenError) return error
  const fault = describe(error, place)
  return new WrenError('input', `Cannot ${doing}: ${fault.why}.`, { nextStep: fault.nextStep, cause: error })
}

/** The operating system's code of a failed file operation, such as `ENOENT`. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function describe(error: unknown, place: string): { readonly why: string; readonly nextStep: string } {
  switch (fileErrorCode(error)) {
    case 'ENOSPC':
      return { why: 'the disk is full', nextStep: `Free some space on the disk of ${place} and run it again.` }
    case 'EDQUOT':
      return { why: 'the disk quota is used up', nextStep: `Free some space below ${place} and run it again.` }
    case 'EFBIG':
      return { why: 'the file would grow too large', nextStep: `Choose a place with a larger file size limit.` }
    case 'EACCES':
    case 'EPERM':
      return { why: 'permission denied', nextStep: `Give yourself access to ${place}, or choose another place.` }
    case 'EROFS':
      return { why: 'the file system is read-only', nextStep: 'Choose another place.' }
    case 'ENOENT':
      return { why: 'there is no such file or folder', nextStep: `Check that ${place} exists.` }
    case 'ENOTDIR':
      return { why: 'part of the path is not a folder', nextStep: `Check the path ${place}.` }
    case 'EISDIR':
      return { why: 'it is a folder', nextStep: 'Name a file.' }
    case 'EBUSY':
      return { why: 'another program is using it', nextStep: `Close what uses ${place} and run it again.` }
    case 'EMFILE':
    case 'ENFILE':
      return { why: 'too many files are open', nextStep: 'Raise the limit of open files, or end other programs.' }
    default:
      return { why: error instanceof Error ? error.message : String(error), nextStep: `Check ${place}.` }
  }
}
