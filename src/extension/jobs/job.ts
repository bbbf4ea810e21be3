import type { Outcome } from '#protocol/outcome'
import type { JobDetails, JobSnapshot, JobState } from '#runtime-client'

/** What a job was asked to do. */
export type RequestedJob = JobDetails['request']

/** A job as the editor knows it: what it was asked to do, and the newest whole snapshot. */
export interface Job {
  readonly jobId: string
  readonly request: RequestedJob
  readonly snapshot: JobSnapshot
}

/** Whether its runner is still at work on it. */
export function isLiving(state: JobState): boolean {
  switch (state) {
    case 'ingesting':
    case 'running':
    case 'cancelling':
      return true
    case 'done':
    case 'cancelled':
    case 'failed':
    case 'interrupted':
      return false
  }
}

/** Items with an outcome. */
export const endedItems = ({ counts }: JobSnapshot): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Items with an outcome other than success. */
export const failedItems = (snapshot: JobSnapshot): number => endedItems(snapshot) - snapshot.counts.succeeded

/** Whether there is something left for a retry: items that failed, or that never had a turn. */
export const isRetryable = (snapshot: JobSnapshot): boolean =>
  !isLiving(snapshot.state) && (snapshot.total === null || snapshot.counts.succeeded < snapshot.total)

/** Those at work first, then the newest. */
export function compareJobs(a: Job, b: Job): number {
  const living = Number(isLiving(b.snapshot.state)) - Number(isLiving(a.snapshot.state))
  return living !== 0 ? living : b.jobId.localeCompare(a.jobId)
}

/** An outcome in words. */
export const outcomeTitles: Readonly<Record<Outcome, string>> = {
  succeeded: 'succeeded',
  threw: 'threw',
  timedOut: 'timed out',
  crashed: 'crashed',
  unserializable: 'not serializable',
  neverRan: 'never ran',
  cancelled: 'cancelled',
}
