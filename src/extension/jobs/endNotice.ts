import { basename } from 'node:path'
import { type CommandId, commandIds } from '../commandIds.ts'
import { countsText, functionName } from '../jobsTree/jobRow.ts'
import { formatDuration } from '../quantities.ts'
import { failedItems, type Job } from './job.ts'

/** What is said of a job that has ended. */
export interface EndNotice {
  readonly severity: 'information' | 'warning' | 'error'
  readonly message: string
  /** Commands that take the job's id. */
  readonly actions: readonly { readonly title: string; readonly command: CommandId }[]
}

const results = { title: 'Open Results', command: commandIds.openResults } as const
const retry = { title: 'Retry Failed', command: commandIds.retryJob } as const
const goOn = { title: 'Go On', command: commandIds.retryJob } as const

/** Says how a job ended, and offers what one does then. */
export function endNotice({ request, snapshot }: Job): EndNotice {
  const what = `${functionName(request)} over ${basename(request.inputPath)}`
  const { state, startedAt, endedAt, reason } = snapshot
  const took = startedAt === null || endedAt === null ? '' : ` in ${formatDuration(endedAt - startedAt)}`
  switch (state) {
    case 'failed':
      return {
        severity: 'error',
        message: `${what} could not go on: ${reason?.message ?? 'for an unknown reason'}`,
        actions: [goOn],
      }
    case 'interrupted':
      return { severity: 'warning', message: `${what} was interrupted: its runner is gone.`, actions: [goOn] }
    case 'cancelled':
      return { severity: 'information', message: `${what} was cancelled: ${countsText(snapshot)}`, actions: [results] }
    case 'ingesting':
    case 'running':
    case 'cancelling':
    case 'done':
      return failedItems(snapshot) === 0
        ? { severity: 'information', message: `${what}: ${countsText(snapshot)}${took}`, actions: [results] }
        : { severity: 'warning', message: `${what}: ${countsText(snapshot)}${took}`, actions: [results, retry] }
  }
}
