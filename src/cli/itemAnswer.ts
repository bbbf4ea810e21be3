import type { ItemDetails, LogLine } from '#runtime-client'
import { isoTime } from './jobAnswer.ts'

/** What `--json` says of one item: what it was given, its result line, when it ended, who ran it and what it wrote. */
export function itemAnswer({ index, input, record, endedAt, invocation, log }: ItemDetails): unknown {
  return {
    index,
    input: inputAnswer(input),
    result: record,
    endedAt: isoTime(endedAt),
    invocation:
      invocation === null
        ? null
        : {
            ...invocation,
            sentAt: isoTime(invocation.sentAt),
            beganAt: isoTime(invocation.beganAt),
            endedAt: isoTime(invocation.endedAt),
          },
    log: log.map(logAnswer),
  }
}

/** What `--json` says of a piece of a log. */
export const logAnswer = (entry: LogLine): unknown => ({ ...entry, at: isoTime(entry.at) })

function inputAnswer(input: ItemDetails['input']): unknown {
  if (input === null) return null
  const { line } = input
  if (input.kind === 'bad') return { line, column: input.bad.column, malformed: input.bad.reason }
  return { line, value: JSON.parse(input.json) }
}
