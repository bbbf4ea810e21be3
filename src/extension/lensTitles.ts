import { endedItems, failedItems, isLiving, type Job } from './jobs/job.ts'
import { progressText } from './jobsTree/jobRow.ts'
import type { FunctionChoice } from './jobOptions.ts'
import { formatCount } from './quantities.ts'

/** The newest job of each function, by `lensKey`. */
export function lastJobs(jobs: readonly Job[]): ReadonlyMap<string, Job> {
  const last = new Map<string, Job>()
  for (const job of jobs) {
    const key = lensKey(job.request)
    const known = last.get(key)
    if (known === undefined || known.jobId < job.jobId) last.set(key, job)
  }
  return last
}

/** Tells a function from all others. */
export const lensKey = ({ modulePath, exportName }: FunctionChoice): string => `${modulePath}#${exportName}`

/** The score of a function's last job, such as `$(error) 3,364 of 3,376 succeeded`. */
export function scoreTitle({ snapshot }: Job): string {
  const { state, counts, total } = snapshot
  if (isLiving(state)) return withIcon('sync~spin', progressText(snapshot))
  const score = `${formatCount(counts.succeeded)} of ${formatCount(total ?? endedItems(snapshot))} succeeded`
  switch (state) {
    case 'done':
      return withIcon(failedItems(snapshot) === 0 ? 'pass' : 'error', score)
    case 'cancelled':
      return withIcon('stop-circle', `cancelled, ${score}`)
    default:
      return withIcon('warning', `${state}, ${score}`)
  }
}

/** A CodeLens drops a plain space after an icon. */
const withIcon = (icon: string, text: string): string => `$(${icon})\u00a0${text}`
