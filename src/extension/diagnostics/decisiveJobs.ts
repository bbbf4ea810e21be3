import type { Job } from '../jobs/job.ts'

/**
 * Of each function the job that tells whether it works: the newest that has failures or is done. A newer one that has
 * just begun, or was cancelled before anything failed, says nothing yet.
 */
export function decisiveJobs(jobs: readonly Job[]): readonly Job[] {
  const decisive = new Map<string, Job>()
  for (const job of jobs.toSorted((a, b) => b.jobId.localeCompare(a.jobId))) {
    const key = `${job.request.modulePath}#${job.request.exportName}`
    if (!decisive.has(key) && (realFailures(job) > 0 || job.snapshot.state === 'done')) decisive.set(key, job)
  }
  return [...decisive.values()]
}

/** Items that failed, those not counted that were cancelled. */
export function realFailures({ snapshot: { counts } }: Job): number {
  return counts.threw + counts.timedOut + counts.crashed + counts.unserializable + counts.neverRan
}
