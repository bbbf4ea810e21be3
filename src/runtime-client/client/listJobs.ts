import { existsSync, readdirSync } from 'node:fs'
import { WrenError } from '../errors.ts'
import { isJobId, jobFolder, jobsFolder } from '../job/jobFolder.ts'
import type { JobSnapshot } from '../job/jobTypes.ts'
import { readSnapshot } from './readSnapshot.ts'

/** A job that is there and cannot be read: of a newer version, or damaged. */
export interface UnreadableJob {
  readonly jobId: string
  readonly error: WrenError
}

/** Ids of all jobs, the newest first. */
export function listJobIds(home: string): readonly string[] {
  if (!existsSync(jobsFolder(home))) return []
  // A folder without a record is a job about to begin, or nothing of ours.
  const isJob = (name: string): boolean => isJobId(name) && existsSync(jobFolder(home, name).record)
  return readdirSync(jobsFolder(home)).filter(isJob).toSorted().toReversed()
}

/** All jobs, the newest first; one whose files cannot be read is not in the way of the others. */
export function listJobs(home: string): {
  readonly jobs: readonly JobSnapshot[]
  readonly unreadable: readonly UnreadableJob[]
} {
  const jobs: JobSnapshot[] = []
  const unreadable: UnreadableJob[] = []
  for (const jobId of listJobIds(home)) {
    try {
      const snapshot = readSnapshot(jobFolder(home, jobId))
      if (snapshot !== null) jobs.push(snapshot)
    } catch (error) {
      unreadable.push({ jobId, error: asWrenError(error) })
    }
  }
  return { jobs, unreadable }
}

function asWrenError(error: unknown): WrenError {
  if (error instanceof WrenError) return error
  return new WrenError('input', error instanceof Error ? error.message : String(error), { cause: error })
}
