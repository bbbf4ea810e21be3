import { WrenError } from '../errors.ts'
import type { RecordFault } from './recordReader.ts'

const shownCharacters = 100

/** The error for a malformed record: `file:line:column: reason`, then the line, cut, with a caret under the fault. */
export function malformedInput(inputName: string, fault: RecordFault, canBeSkipped: boolean): WrenError {
  const excerpt = fault.excerpt === undefined ? '' : `\n${showExcerpt(fault.excerpt.text, fault.excerpt.offset)}`
  const message = `${inputName}:${fault.line}:${fault.column}: ${fault.reason}${excerpt}`
  const usual = canBeSkipped
    ? 'Correct the record, or give --skip-bad-input to run all other items.'
    : 'Correct the input: past this fault no record can be told from the next.'
  return new WrenError('input', message, { nextStep: fault.nextStep ?? usual })
}

function showExcerpt(text: string, offset: number): string {
  const from = Math.max(0, Math.min(offset - shownCharacters / 2, text.length - shownCharacters))
  const to = Math.min(text.length, from + shownCharacters)
  const lead = from > 0 ? '…' : ''
  const line = `${lead}${printable(text.slice(from, to))}${to < text.length ? '…' : ''}`
  return `  ${line}\n  ${' '.repeat(lead.length + offset - from)}^`
}

/** One cell for each code unit, so that the caret stands right and nothing can steer the terminal. */
function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\t', ' ')
    .replaceAll(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu, '·')
}
