import { basename } from 'node:path'
import type { JobSnapshot, JobState } from '#runtime-client'
import { outcomes } from '#protocol/outcome'
import {
  endedItems,
  failedItems,
  isLiving,
  isRetryable,
  type Job,
  outcomeTitles,
  type RequestedJob,
} from '../jobs/job.ts'
import { linkCommandIds } from '../commandIds.ts'
import { formatCount, formatDuration, formatMoment } from '../quantities.ts'
import type { Row } from './treeNode.ts'

/** The row of a job: its function, how far it is or how it ended, and what it runs over. */
export function jobRow({ jobId, request, snapshot }: Job, now: number): Row {
  const { state } = snapshot
  const progress = isLiving(state) ? progressText(snapshot) : endText(snapshot)
  const moment = isLiving(state) ? [] : [formatMoment(snapshot.endedAt ?? snapshot.createdAt, now)]
  return {
    label: functionName(request),
    // What moves or matters stands first: the end of a row is cut off in a narrow sidebar.
    description: [progress, basename(request.inputPath), ...moment].join(' · '),
    tooltip: jobTooltip(snapshot),
    icon: jobIcon(snapshot),
    context: ['job', isLiving(state) ? 'living' : 'ended', ...(isRetryable(snapshot) ? ['retryable'] : [])].join(' '),
    isExpandable: true,
    command: { id: linkCommandIds.openJobPanel, title: 'Open Job', arguments: [jobId] },
  }
}

/** What a function is called: a default export goes by the name of its module. */
export const functionName = ({ exportName, modulePath }: RequestedJob): string =>
  exportName === 'default' ? basename(modulePath) : exportName

/** How far a living job is, such as `45% · 1,520 of 3,376 · 12 failed · 8 s left`. */
export function progressText(snapshot: JobSnapshot): string {
  const { total, state, remainingMs } = snapshot
  if (total === null) return 'reading input'
  const ended = endedItems(snapshot)
  const failed = failedItems(snapshot)
  return [
    ...(state === 'cancelling' ? ['cancelling'] : []),
    `${progressPercent(snapshot)}%`,
    `${formatCount(ended)} of ${formatCount(total)}`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(remainingMs !== null && ended < total ? [`${formatDuration(remainingMs)} left`] : []),
  ].join(' · ')
}

/** Whole percent of the items that have an outcome; 100 only when all have. */
export function progressPercent(snapshot: JobSnapshot): number {
  const { total } = snapshot
  if (total === null || total === 0) return total === 0 ? 100 : 0
  return Math.floor((endedItems(snapshot) / total) * 100)
}

/** The outcomes of a job in words, such as `3,364 succeeded, 12 threw`. */
export function countsText({ counts, total }: JobSnapshot): string {
  const told = outcomes.filter((outcome) => counts[outcome] > 0)
  if (told.length === 0) return total === 0 ? 'no items' : 'nothing ran'
  return told.map((outcome) => `${formatCount(counts[outcome])} ${outcomeTitles[outcome]}`).join(', ')
}

const stateTitles: Readonly<Record<JobState, string | null>> = {
  ingesting: 'reading input',
  running: 'running',
  cancelling: 'cancelling',
  done: null,
  cancelled: 'cancelled',
  failed: 'failed',
  interrupted: 'interrupted',
}

function endText(snapshot: JobSnapshot): string {
  const title = stateTitles[snapshot.state]
  return title === null ? countsText(snapshot) : `${title} · ${countsText(snapshot)}`
}

function jobIcon(snapshot: JobSnapshot): NonNullable<Row['icon']> {
  switch (snapshot.state) {
    case 'ingesting':
    case 'running':
    case 'cancelling':
      return { name: 'sync~spin' }
    case 'done':
      return failedItems(snapshot) === 0
        ? { name: 'pass', color: 'testing.iconPassed' }
        : { name: 'error', color: 'testing.iconFailed' }
    case 'cancelled':
      return { name: 'stop-circle', color: 'testing.iconSkipped' }
    case 'failed':
      return { name: 'error', color: 'testing.iconErrored' }
    case 'interrupted':
      return { name: 'debug-disconnect', color: 'testing.iconErrored' }
  }
}

function jobTooltip(snapshot: JobSnapshot): string {
  const { label, jobId, profile, state, startedAt, endedAt, reason } = snapshot
  return [
    label,
    `${stateTitles[state] ?? 'done'}: ${countsText(snapshot)}`,
    ...(startedAt !== null && endedAt !== null ? [`took ${formatDuration(endedAt - startedAt)}`] : []),
    ...(reason === undefined ? [] : [reason.message]),
    `profile ${profile}, job ${jobId}`,
  ].join('\n')
}
