import { stripVTControlCharacters } from 'node:util'
import type { JobSnapshot } from '#runtime-client'
import { formatCount, formatDuration, formatRate } from './quantities.ts'
import type { Terminal } from './terminal.ts'

const barWidth = 24

/** A job's progress as one line that fits into `columns`; what matters least is left out first. */
export function progressLine(snapshot: JobSnapshot, colors: Terminal['colors'], columns: number): string {
  const [head = '', ...details] = progressParts(snapshot, colors)
  const bar = progressBar(snapshot, colors)
  const withBar = bar === null ? [] : shortened([head, bar], details).slice(0, 3)
  const candidates = [...withBar, ...shortened([head], details)]
  const fitting = candidates.find((each) => widthOf(each) < columns)
  return (fitting ?? [head]).join('  ')
}

/** `start` with all of `details`, then with one less, and so on. */
const shortened = (start: readonly string[], details: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: details.length + 1 }, (_, left) => [...start, ...details.slice(0, details.length - left)])

/** The same without a bar, for a log that is read later. */
export const progressText = (snapshot: JobSnapshot, colors: Terminal['colors']): string =>
  progressParts(snapshot, colors).join('  ')

const widthOf = (parts: readonly string[]): number => stripVTControlCharacters(parts.join('  ')).length

function progressParts(snapshot: JobSnapshot, colors: Terminal['colors']): readonly string[] {
  const { total, runningItems, itemsPerSecond, remainingMs, state } = snapshot
  if (total === null) return [`reading ${snapshot.label}`]
  const ended = endedItems(snapshot)
  const failed = failedItems(snapshot)
  return [
    `${state === 'cancelling' ? colors.yellow('cancelling') : state} ${formatCount(ended)} of ${formatCount(total)}`,
    ...(failed > 0 ? [colors.red(`${formatCount(failed)} failed`)] : []),
    ...(remainingMs !== null && ended < total ? [`${formatDuration(remainingMs)} left`] : []),
    ...(itemsPerSecond > 0 ? [formatRate(itemsPerSecond)] : []),
    ...(runningItems > 0 ? [`${formatCount(runningItems)} at work`] : []),
  ]
}

/** Items with an outcome. */
export const endedItems = ({ counts }: Pick<JobSnapshot, 'counts'>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Items that ended otherwise than they should. Those that a cancel ended did not fail. */
export const failedItems = (snapshot: Pick<JobSnapshot, 'counts'>): number =>
  endedItems(snapshot) - snapshot.counts.succeeded - snapshot.counts.cancelled

function progressBar(snapshot: JobSnapshot, colors: Terminal['colors']): string | null {
  const { total, counts } = snapshot
  if (total === null || total === 0) return null
  const succeeded = Math.floor((counts.succeeded / total) * barWidth)
  const failed = Math.ceil(((endedItems(snapshot) - counts.succeeded) / total) * barWidth)
  const filled = Math.min(barWidth, succeeded + failed)
  return (
    colors.green('━'.repeat(filled - Math.min(failed, filled))) +
    colors.red('━'.repeat(Math.min(failed, filled))) +
    colors.dim('─'.repeat(barWidth - filled))
  )
}
