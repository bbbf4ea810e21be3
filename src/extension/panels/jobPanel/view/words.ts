import { basenameOf } from './basenameOf.ts'
import type { PanelJob } from '../messages/messages.ts'
import { formatCount, formatDuration } from '../../../quantities.ts'
import { endedItems, failedItems } from '../../../jobs/job.ts'

/** The job's state as a word with a capital. */
export function stateTitle({ snapshot }: PanelJob): string {
  switch (snapshot.state) {
    case 'ingesting':
      return 'Reading input'
    case 'running':
      return 'Running'
    case 'cancelling':
      return 'Cancelling'
    case 'done':
      return failedItems(snapshot) === 0 ? 'Succeeded' : 'Done, with failures'
    case 'cancelled':
      return 'Cancelled'
    case 'failed':
      return 'Failed'
    case 'interrupted':
      return 'Interrupted'
  }
}

/** How far the job is: `1,200 of 3,376 items`. */
export function progressTitle({ snapshot }: PanelJob): string {
  const { total } = snapshot
  if (total === null) return 'Reading the input…'
  return `${formatCount(endedItems(snapshot))} of ${formatCount(total)} ${total === 1 ? 'item' : 'items'}`
}

/** Rate and time left of a living job, how long an ended one took. */
export function paceTitle({ snapshot, isLiving, now }: PanelJob): string {
  const { itemsPerSecond, remainingMs, startedAt, endedAt } = snapshot
  if (!isLiving) return startedAt === null || endedAt === null ? '' : `took ${formatDuration(endedAt - startedAt)}`
  const parts = [
    itemsPerSecond > 0 ? `${formatRate(itemsPerSecond)} items/s` : '',
    remainingMs !== null && remainingMs > 0 ? `${formatDuration(remainingMs)} left` : '',
    startedAt === null ? '' : `${formatDuration(Math.max(0, now - startedAt))} so far`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

const formatRate = (rate: number): string => (rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate)))

/** What a screen reader is told when the state changes, and at every tenth of the way. */
export function announcement(job: PanelJob): string {
  const { snapshot, isLiving } = job
  const { total } = snapshot
  if (!isLiving) {
    const failed = failedItems(snapshot)
    return `${stateTitle(job)}. ${progressTitle(job)}, ${formatCount(failed)} failed.`
  }
  if (total === null || total === 0) return stateTitle(job)
  return `${stateTitle(job)}, ${Math.floor((endedItems(snapshot) / total) * 10) * 10} percent`
}

/** US dollars with as many digits as tell something: `$12.40`, `$0.013`, `$0.000042`. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0'
  if (usd >= 1) return `$${usd.toFixed(2)}`
  return `$${usd.toFixed(Math.min(8, 1 - Math.floor(Math.log10(usd))))}`
}

/** `file.ts:12` of `/a/b/file.ts:12:3`. */
export const shortLocation = (location: string): string => basenameOf(location).replace(/:\d+$/, '')

/** The few words of a duration of less than a millisecond, and otherwise what is usual. */
export const formatItemDuration = (ms: number): string =>
  ms < 1 ? `${ms < 0.0995 ? ms.toFixed(2) : ms.toFixed(1)} ms` : ms < 10 ? `${ms.toFixed(1)} ms` : formatDuration(ms)
