import type { JobRecord } from './jobRecord.ts'
import type { JobSnapshot } from './jobTypes.ts'

/** What a job's record on disk tells a viewer: all of an ended job, and of a living one what does not move. */
export function recordSnapshot(record: JobRecord): JobSnapshot {
  const { jobId, label, state, reason, total, counts, notes, createdAt, startedAt, endedAt } = record
  return {
    jobId,
    label,
    profile: record.request.profile,
    state,
    ...(reason === undefined ? {} : { reason: withoutUndefined(reason) }),
    total,
    counts,
    runningItems: 0,
    invocations: { running: 0, ended: 0, faulted: 0 },
    concurrency: 0,
    itemsPerSecond: 0,
    remainingMs: null,
    notes,
    createdAt,
    startedAt,
    endedAt,
  }
}

function withoutUndefined({
  kind,
  message,
  nextStep,
}: NonNullable<JobRecord['reason']>): NonNullable<JobSnapshot['reason']> {
  return nextStep === undefined ? { kind, message } : { kind, message, nextStep }
}
