import type { RemoteError } from '#protocol/remoteError'
import type { ItemDetails } from '#runtime-client'
import { logText } from './commands/logs.ts'
import { formatTable } from './formatTable.ts'
import { formatCount, formatDuration } from './quantities.ts'
import type { Terminal } from './terminal.ts'

type Colors = Terminal['colors']

/** The longest value or input that a page shows, in characters; `wren results` has all of it. */
const shownCharacters = 4_000

/** An item as a page of text: what it was given, how it ended, and what it wrote. */
export function itemPage(item: ItemDetails, inputPath: string, colors: Colors): string {
  const { record } = item
  const succeeded = record?.outcome === 'succeeded'
  const outcome = record === null ? colors.dim('no outcome yet') : colors[succeeded ? 'green' : 'red'](record.outcome)
  return [
    `item ${formatCount(item.index)}: ${outcome}\n`,
    factsTable(item, inputPath, colors),
    section('Input', inputText(item), colors),
    record?.error === undefined ? '' : section('Error', errorText(record.error), colors),
    record !== null && 'value' in record
      ? section('Value', shorten(JSON.stringify(record.value, null, 2)), colors)
      : '',
    section('Log', item.log.flatMap((entry) => logText(entry, false, colors)).join('\n'), colors),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function factsTable({ input, record, invocation }: ItemDetails, inputPath: string, colors: Colors): string {
  const rows: (readonly [string, string])[] = []
  if (input !== null) rows.push(['from', `${inputPath === '-' ? 'standard input' : inputPath}:${input.line}`])
  if (record !== null) rows.push(['took', formatDuration(record.ms)], ['attempts', formatCount(record.attempts)])
  if (invocation !== null && invocation.requestId !== null) rows.push(['invocation', invocation.requestId])
  return formatTable(rows.map(([title, text]) => [colors.dim(`  ${title}`), text]))
}

function inputText({ input }: ItemDetails): string {
  if (input === null) return ''
  if (input.kind === 'bad') return `malformed at column ${input.bad.column}: ${input.bad.reason}`
  return shorten(JSON.stringify(JSON.parse(input.json), null, 2))
}

/** An error with its own fields and its causes, as a console would print it. */
function errorText(error: RemoteError): string {
  const fields = error.fields === undefined ? '' : `\n${JSON.stringify(error.fields, null, 2)}`
  const cause = error.cause === undefined ? '' : `\nCaused by ${errorText(error.cause)}`
  return `${error.stack ?? `${error.name}: ${error.message}`}${fields}${cause}`
}

function section(title: string, text: string, colors: Colors): string {
  if (text === '') return ''
  const lines = text.split('\n').map((line) => `  ${line}\n`)
  return `${colors.bold(title)}\n${lines.join('')}`
}

const shorten = (text: string): string =>
  text.length <= shownCharacters
    ? text
    : `${text.slice(0, shownCharacters)}\n… ${formatCount(text.length)} characters in all`
