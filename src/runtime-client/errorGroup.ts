import type { RemoteError } from '#protocol/remoteError'
import type { ErrorGroup } from './job/jobStore.ts'
import { firstUserFrame } from './sourcemap/firstUserFrame.ts'

/**
 * The group of errors that a reader takes for the same: of one name, thrown from one line, with messages that differ
 * in numbers, ids and quoted values alone. The group's own message is this error's. Give it mapped errors.
 */
export function errorGroupOf(error: RemoteError): ErrorGroup {
  const frame = firstUserFrame(error)
  const line = frame === null ? '' : `${frame.file}:${frame.line}`
  return {
    key: [error.name, messagePattern(error.message), line].join('\n'),
    name: error.name,
    message: error.message,
    location: frame === null ? null : `${line}:${frame.column}`,
  }
}

const maxPatternLength = 300

/** A message with `…` for what is quoted and `#` for whatever has a digit in it. */
function messagePattern(message: string): string {
  return message
    .slice(0, 4 * maxPatternLength)
    .replace(/(?<!\w)(["'`])(?:(?!\1).)*\1(?!\w)/gs, '$1…$1')
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '#')
    .replace(/[-+]?\w*\d\w*(?:[.,:/+-]+\w*\d\w*)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxPatternLength)
}
