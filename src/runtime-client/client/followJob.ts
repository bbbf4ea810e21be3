import { watch } from 'node:fs/promises'
import { WrenError } from '../errors.ts'
import type { JobFolder } from '../job/jobFolder.ts'
import type { JobSnapshot } from '../job/jobTypes.ts'
import { readSnapshot } from './readSnapshot.ts'
import { RunnerConnection } from './runnerConnection.ts'

/**
 * The job's snapshots: one at once, then one at every change, at most ten a second, and last the one in which it has
 * ended or is found interrupted. Throws a WrenError where there is no such job.
 */
export async function* followJob(folder: JobFolder, signal?: AbortSignal): AsyncGenerator<JobSnapshot> {
  const isAborted = (): boolean => signal?.aborted === true
  while (!isAborted()) {
    using connection = await RunnerConnection.open(folder)
    if (connection !== null) {
      for await (const snapshot of connection.snapshots(signal)) {
        yield snapshot
        if (snapshot.endedAt !== null) return
      }
      if (isAborted()) return
    }
    const snapshot = readSnapshot(folder)
    if (snapshot === null) throw noSuchJob(folder.jobId)
    yield snapshot
    if (snapshot.endedAt !== null || snapshot.state === 'interrupted') return
    await runnerAppears(folder, signal)
  }
}

/** The runner holds its lock before it listens; waits for the moment between. */
async function runnerAppears(folder: JobFolder, signal: AbortSignal | undefined): Promise<void> {
  const patience = AbortSignal.timeout(500)
  try {
    for await (const _ of watch(folder.folder, {
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    })) {
      return
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return
    throw error
  }
}

export const noSuchJob = (jobId: string): WrenError =>
  new WrenError('input', `There is no job ${jobId}.`, { nextStep: 'See `wren jobs`.' })
