import { relative } from 'node:path'
import { outcomes } from '#protocol/outcome'
import type { JobDetails, JobSnapshot } from '#runtime-client'
import { formatTable } from './formatTable.ts'
import { resultsFile } from './jobAnswer.ts'
import { formatCount, formatDuration, formatItems } from './quantities.ts'
import type { Terminal } from './terminal.ts'

type Colors = Terminal['colors']

/** How many error groups, and how many results, a summary shows. */
const shownErrorGroups = 5
export const shownResults = 3

/** What a person is told when a job has ended: counts, the errors that cost most, a few results, where to go on. */
export function jobSummary(
  details: JobDetails,
  resultLines: readonly string[],
  {
    colors,
    columns,
    workingFolder,
  }: { readonly colors: Colors; readonly columns: number; readonly workingFolder: string },
): string {
  const { snapshot } = details
  return [
    headline(snapshot, colors),
    countsTable(snapshot, colors),
    notesText(snapshot, colors),
    errorGroups(details, colors, workingFolder),
    firstResults(resultLines, colors, columns),
    nextCommands(details, colors),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

/** `done: score over homes.csv, 2,000 items in 41 s`. */
export function headline(snapshot: JobSnapshot, colors: Colors): string {
  const { state, label, total, startedAt, endedAt, reason } = snapshot
  const items = total === null ? '' : `, ${formatItems(total)}`
  const time = startedAt === null || endedAt === null ? '' : ` in ${formatDuration(endedAt - startedAt)}`
  const line = `${stateWord(state, colors)}: ${label}${items}${time}\n`
  if (reason === undefined) return line
  const nextStep = reason.nextStep === undefined ? '' : `${colors.dim(reason.nextStep)}\n`
  return `${line}${colors.red(reason.message)}\n${nextStep}`
}

/** A job's state in the colour that goes with it. */
export function stateWord(state: JobSnapshot['state'], colors: Colors): string {
  switch (state) {
    case 'done':
      return colors.green(state)
    case 'failed':
    case 'interrupted':
      return colors.red(state)
    case 'cancelled':
    case 'cancelling':
      return colors.yellow(state)
    case 'ingesting':
    case 'running':
      return colors.cyan(state)
  }
}

/** One line per outcome that occurred. */
export function countsTable({ counts }: JobSnapshot, colors: Colors): string {
  const rows = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => [
      `  ${outcome === 'succeeded' ? colors.green(outcome) : colors.red(outcome)}`,
      formatCount(counts[outcome]),
    ])
  return formatTable(rows, { right: [1] })
}

/** One line per note that the job made. */
export const notesText = ({ notes }: JobSnapshot, colors: Colors): string =>
  notes.map((note) => `${colors.yellow('note:')} ${note}\n`).join('')

/** The largest groups of like errors, each with the place in the user's own code. */
export function errorGroups({ errorGroups: groups }: JobDetails, colors: Colors, workingFolder: string): string {
  if (groups.length === 0) return ''
  const shown = groups.slice(0, shownErrorGroups).map((group) => {
    const where = group.location === null ? '' : ` at ${colors.cyan(shortPath(group.location, workingFolder))}`
    const name = group.name === '' ? '' : `${group.name}: `
    return (
      `  ${formatCount(group.count)} × ${colors.red(`${name}${firstLine(group.message)}`)}\n` +
      `     ${colors.dim(`item ${group.firstIndex}${group.count > 1 ? ' and others' : ''}`)}${where}\n`
    )
  })
  const rest = groups.length - shown.length
  const more = rest > 0 ? `  and ${formatCount(rest)} other ${rest === 1 ? 'error' : 'errors'}\n` : ''
  return `${colors.bold('Errors')}\n${shown.join('')}${more}`
}

/** `/home/me/project/src/score.ts:12:8` as seen from where the user stands, where that is shorter. */
function shortPath(where: string, workingFolder: string): string {
  const seen = relative(workingFolder, where)
  return seen.length < where.length && !seen.startsWith('..') ? seen : where
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

function firstResults(resultLines: readonly string[], colors: Colors, columns: number): string {
  if (resultLines.length === 0) return ''
  const lines = resultLines.map((line) => `  ${clip(line, columns - 2)}\n`)
  return `${colors.bold('First results')}\n${lines.join('')}`
}

const clip = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`)

function nextCommands(details: JobDetails, colors: Colors): string {
  const { snapshot, errorGroups: groups } = details
  const { jobId, state, counts, total } = snapshot
  const [firstGroup] = groups
  const isWhole = counts.succeeded === total && state === 'done'
  const rows = [
    ['  results', resultsFile(details)],
    ['  details', `wren show ${jobId}`],
    ...(firstGroup === undefined ? [] : [['  one item', `wren show ${jobId} --item ${firstGroup.firstIndex}`]]),
    ...(isWhole ? [] : [['  run the rest', `wren retry ${jobId}`]]),
  ]
  return formatTable(rows.map(([title = '', text = '']) => [colors.dim(title), text]))
}
