import type { OutcomeCounts } from '#protocol/outcome'
import type { JobSnapshot } from '#runtime-client'
import type { Job, RequestedJob } from '../jobs/job.ts'

const noCounts: OutcomeCounts = {
  succeeded: 0,
  threw: 0,
  timedOut: 0,
  crashed: 0,
  unserializable: 0,
  neverRan: 0,
  cancelled: 0,
}

/** A snapshot for tests: a job of 10 items that is done, but for what is given. */
export function sampleSnapshot({
  counts,
  ...given
}: Partial<Omit<JobSnapshot, 'counts'>> & { readonly counts?: Partial<OutcomeCounts> } = {}): JobSnapshot {
  return {
    jobId: '261123-041725-x3k',
    label: 'score.ts#score over homes.csv',
    profile: 'local',
    state: 'done',
    total: 10,
    counts: { ...noCounts, ...(counts ?? { succeeded: 10 }) },
    runningItems: 0,
    invocations: { running: 0, ended: 0, faulted: 0 },
    concurrency: 0,
    itemsPerSecond: 0,
    remainingMs: null,
    notes: [],
    createdAt: 1_000,
    startedAt: 2_000,
    endedAt: 3_000,
    ...given,
  }
}

/** A request for tests. */
export const sampleRequest: RequestedJob = {
  modulePath: '/work/score.ts',
  exportName: 'score',
  inputPath: '/work/homes.csv',
  profile: 'local',
  itemConcurrency: 1,
  retries: 0,
  itemTimeoutMs: 60_000,
  memoryMb: 1769,
  skipBadInput: false,
  envNames: [],
}

/** A job for tests. */
export function sampleJob(given: Parameters<typeof sampleSnapshot>[0] = {}): Job {
  const snapshot = sampleSnapshot(given)
  return { jobId: snapshot.jobId, request: sampleRequest, snapshot }
}
