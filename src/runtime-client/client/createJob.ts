import { mkdirSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import type { OwnerLock } from '#owner-lock'
import { WrenError } from '../errors.ts'
import type { Installation } from '../installation.ts'
import { jobFolder, jobsFolder, newJobId } from '../job/jobFolder.ts'
import { jobStoreVersion } from '../job/jobIndex.ts'
import { type JobRecord, writeJobRecord } from '../job/jobRecord.ts'
import type { JobRequest } from '../job/jobTypes.ts'
import { sealEnv } from '../job/sealEnv.ts'
import { startRunner, takeStarterLock } from './startRunner.ts'

/**
 * Makes a job's folder and starts its runner. Resolves to the job's id when the runner has found everything good;
 * rejects with a WrenError, with nothing left behind, where it has not or `signal` came first.
 */
export async function createJob(
  installation: Installation,
  request: JobRequest,
  signal?: AbortSignal,
): Promise<string> {
  const jobId = makeFolder(installation.home)
  try {
    using _ = takeRecordedJob(installation.home, jobId, request)
    await startRunner(installation, { jobId, isRetry: false, standardInput: request.inputPath === '-', signal })
    return jobId
  } catch (error) {
    rmSync(jobFolder(installation.home, jobId).folder, { recursive: true, force: true })
    throw error
  }
}

/** The folder of a new job, which nobody else has made. */
function makeFolder(home: string): string {
  try {
    mkdirSync(jobsFolder(home), { recursive: true, mode: 0o700 })
    for (;;) {
      const jobId = newJobId(new Date())
      if (tryMakeFolder(jobFolder(home, jobId).folder)) return jobId
    }
  } catch (error) {
    throw unwritable(error, home)
  }
}

function tryMakeFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** The lock comes first: from the moment at which the job can be seen it has an owner. */
function takeRecordedJob(home: string, jobId: string, request: JobRequest): OwnerLock {
  const folder = jobFolder(home, jobId)
  try {
    const lock = takeStarterLock(folder)
    writeJobRecord(folder.record, newRecord(home, jobId, request))
    return lock
  } catch (error) {
    throw error instanceof WrenError ? error : unwritable(error, home)
  }
}

function newRecord(home: string, jobId: string, request: JobRequest): JobRecord {
  const { env, ...rest } = request
  const inputName = request.inputPath === '-' ? 'standard input' : basename(request.inputPath)
  return {
    version: jobStoreVersion,
    jobId,
    run: 1,
    label: `${basename(request.modulePath)}#${request.exportName} over ${inputName}`,
    state: 'ingesting',
    request: rest,
    envNames: Object.keys(env),
    sealedEnv: sealEnv(home, env),
    total: null,
    counts: { succeeded: 0, threw: 0, timedOut: 0, crashed: 0, unserializable: 0, neverRan: 0, cancelled: 0 },
    notes: [],
    createdAt: Date.now(),
    startedAt: null,
    endedAt: null,
  }
}

function unwritable(error: unknown, home: string): WrenError {
  const message = error instanceof Error ? error.message : String(error)
  return new WrenError('input', `Wren cannot write its state to ${home}: ${message}`, {
    nextStep: 'Make the folder writable, free space on its disk, or set WREN_HOME to another one.',
    cause: error,
  })
}
