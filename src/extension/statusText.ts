import { isLiving, type Job } from './jobs/job.ts'
import { progressPercent, progressText } from './jobsTree/jobRow.ts'

/** What the status bar says. */
export interface StatusText {
  readonly text: string
  readonly tooltip: string
  /** Whether a job is at work, so that a click leads to it. */
  readonly isBusy: boolean
}

/** The profile, and how far the running job is, or how many there are. */
export function statusText(profile: string, jobs: readonly Job[]): StatusText {
  const living = jobs.filter(({ snapshot }) => isLiving(snapshot.state))
  const [job, ...others] = living
  if (job === undefined) {
    return { text: `$(cloud) Wren: ${profile}`, tooltip: `Jobs run on ${profile}. Click to choose.`, isBusy: false }
  }
  const { snapshot } = job
  const progress = snapshot.total === null ? 'reading input' : `${progressPercent(snapshot)}%`
  return {
    text: others.length === 0 ? `$(sync~spin) Wren: ${progress}` : `$(sync~spin) Wren: ${living.length} jobs`,
    tooltip: living.map((each) => `${each.snapshot.label}: ${progressText(each.snapshot)}`).join('\n'),
    isBusy: true,
  }
}
