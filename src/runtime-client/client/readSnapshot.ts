import { isOwnerAlive } from '#owner-lock'
import type { JobFolder } from '../job/jobFolder.ts'
import { JobReader } from '../job/jobReader.ts'
import { readJobRecord } from '../job/jobRecord.ts'
import { recordSnapshot } from '../job/recordSnapshot.ts'
import type { JobSnapshot, JobState } from '../job/jobTypes.ts'

const livingStates: ReadonlySet<JobState> = new Set<JobState>(['ingesting', 'running', 'cancelling'])

/** A job as its files tell it; null where there is none. A living state without a runner is `interrupted`. */
export function readSnapshot(folder: JobFolder): JobSnapshot | null {
  const record = readJobRecord(folder.record)
  if (record === null) return null
  const snapshot = recordSnapshot(record)
  if (!livingStates.has(record.state)) return snapshot
  using reader = new JobReader(folder)
  const counts = reader.counts()
  if (isOwnerAlive(folder.starterLock) || isOwnerAlive(folder.lock)) return { ...snapshot, counts }
  // The runner may have ended in good order between the look at the record and the one at its lock.
  const latest = readJobRecord(folder.record)
  if (latest === null || !livingStates.has(latest.state)) return latest === null ? null : recordSnapshot(latest)
  return {
    ...snapshot,
    counts,
    state: 'interrupted',
    reason: {
      kind: 'worker',
      message: 'The runner of this job is gone.',
      nextStep: `Run \`wren retry ${record.jobId}\`: it runs only what is missing.`,
    },
  }
}
