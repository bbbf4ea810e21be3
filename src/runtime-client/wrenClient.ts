import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { OnStep } from './client/administerRuntime.ts'
import { createJob } from './client/createJob.ts'
import { followJob, noSuchJob } from './client/followJob.ts'
import { listJobIds, listJobs, type UnreadableJob } from './client/listJobs.ts'
import { readSnapshot } from './client/readSnapshot.ts'
import { RunnerConnection } from './client/runnerConnection.ts'
import { startRunner, takeStarterLock } from './client/startRunner.ts'
import { watchJobs } from './client/watchJobs.ts'
import { type DebugLaunch, prepareDebug } from './debug/prepareDebug.ts'
import type { DeployedRuntime } from './deploy/deployRuntime.ts'
import type { RuntimeStatus } from './deploy/runtimeStatus.ts'
import { runtimeLogGroup } from './deploy/runtimeNames.ts'
import { isOwnerAlive } from '#owner-lock'
import { WrenError } from './errors.ts'
import type { Installation } from './installation.ts'
import { type FailureGroup, readFailureReport } from './job/failureReport.ts'
import { type ItemDetails, readItemDetails } from './job/itemDetails.ts'
import { isJobId, type JobFolder, jobFolder } from './job/jobFolder.ts'
import { type ErrorGroupSummary, JobReader, type LogLine } from './job/jobReader.ts'
import { JobSurvey } from './job/jobSurvey.ts'
import { type JobRecord, readJobRecord } from './job/jobRecord.ts'
import type { JobRequest, JobSnapshot } from './job/jobTypes.ts'
import type { RunningLocalCloud } from './local/localCloudStatus.ts'
import type { InvocationLogEntry } from './logs/invocationLogEntry.ts'
import { logConsoleUrl } from './logs/logConsoleUrl.ts'
import { searchLog } from './logs/searchLog.ts'
import { exportResults } from './results/exportResults.ts'
import { parseResultRecord } from './results/resultRecord.ts'
import { resolveProfile } from './settings/profile.ts'

/** A job that began. */
export interface StartedJob {
  readonly jobId: string
}

/** A local cloud that runs. `runningInvocations` is null where its version does not tell. */
export interface LocalCloudState {
  readonly endpoint: string
  readonly pid: number
  readonly version: string
  readonly runningInvocations: number | null
}

/** A job as a page about it shows it. */
export interface JobDetails {
  readonly snapshot: JobSnapshot
  readonly request: JobRecord['request'] & { readonly envNames: readonly string[] }
  readonly errorGroups: readonly ErrorGroupSummary[]
  /** All results in input order; exists once the job has ended. */
  readonly resultsPath: string
}

/** The public face of everything but UI: jobs on this machine, wherever they run. Several may be used at once. */
export class WrenClient {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /**
   * Begins a job and leaves it to its runner. Resolves when input, function and profile were found good and the first
   * items go out; rejects with a WrenError, with nothing left behind, where one of them was not or `signal` came first.
   */
  async startJob(request: JobRequest, signal?: AbortSignal): Promise<StartedJob> {
    return { jobId: await createJob(this.#installation, request, signal) }
  }

  /** Goes on with a job: what failed or is missing runs again, with the code as it is now. */
  async retryJob(jobId: string, signal?: AbortSignal): Promise<StartedJob> {
    this.#snapshot(jobId)
    using _ = takeStarterLock(this.#folder(jobId))
    await startRunner(this.#installation, { jobId, isRetry: true, standardInput: false, signal })
    return { jobId }
  }

  /** Asks the job's runner to cancel; `followJob` shows when it has. Rejects with a WrenError where no runner lives. */
  async cancelJob(jobId: string): Promise<void> {
    await this.#steer(jobId, { kind: 'cancel' })
  }

  /** Invocations at once from now on. */
  async setConcurrency(jobId: string, concurrency: number): Promise<void> {
    await this.#steer(jobId, { kind: 'setConcurrency', concurrency })
  }

  /** See `followJob` in client/. */
  followJob(jobId: string, signal?: AbortSignal): AsyncIterable<JobSnapshot> {
    return followJob(this.#folder(jobId), signal)
  }

  /** All jobs, the newest first. One whose files cannot be read is left out; see `unreadableJobs`. */
  listJobs(): readonly JobSnapshot[] {
    return listJobs(this.#installation.home).jobs
  }

  /** The jobs that `listJobs` has to leave out, and why. */
  unreadableJobs(): readonly UnreadableJob[] {
    return listJobs(this.#installation.home).unreadable
  }

  /** Ids of all jobs, the newest first. */
  jobIds(): readonly string[] {
    return listJobIds(this.#installation.home)
  }

  /** Throws a WrenError where there is no such job or it is of a newer version. */
  readJob(jobId: string): JobDetails {
    const folder = this.#folder(jobId)
    const snapshot = this.#snapshot(jobId)
    using reader = new JobReader(folder)
    return {
      snapshot,
      request: this.readRequest(jobId),
      errorGroups: reader.errorGroups(),
      resultsPath: folder.results,
    }
  }

  /** What a job was asked to do; it never changes. Throws like `readJob`. */
  readRequest(jobId: string): JobDetails['request'] {
    const record = this.#record(jobId)
    return { ...record.request, envNames: record.envNames }
  }

  /** For pages of items, invocations, errors; the caller disposes it. */
  openJob(jobId: string): JobReader {
    this.readRequest(jobId)
    return new JobReader(this.#folder(jobId))
  }

  /** For pictures of the whole job; the caller disposes it. */
  openSurvey(jobId: string): JobSurvey {
    this.readRequest(jobId)
    return new JobSurvey(this.#folder(jobId))
  }

  /** See `watchJobs` in client/. */
  watchJobs(listener: (jobId: string | null) => void): Disposable {
    return watchJobs(this.#installation.home, listener)
  }

  /** The public result lines of all recorded items, as JSON text in input order. */
  *resultLines(jobId: string): Generator<string> {
    using reader = this.openJob(jobId)
    yield* reader.resultLines()
  }

  /** Writes the results to a file whose ending names the format. */
  async exportResults(jobId: string, outputPath: string): Promise<void> {
    await exportResults(() => this.resultLines(jobId).map((line) => parseResultRecord(line)), outputPath)
  }

  /** What the items of a job wrote, or one item. */
  *logLines(jobId: string, index?: number): Generator<LogLine> {
    using reader = this.openJob(jobId)
    yield* reader.logLines(index)
  }

  /** An item's input, outcome, invocation and log, also while the job runs. Rejects like `readJob` throws. */
  async readItem(jobId: string, index: number): Promise<ItemDetails> {
    this.readRequest(jobId)
    return await readItemDetails(this.#folder(jobId), index)
  }

  /** The failures of a job by error, with the places of `limit` inputs in all at most. */
  async readFailures(jobId: string, limit: number): Promise<readonly FailureGroup[]> {
    this.readRequest(jobId)
    return await readFailureReport(this.#folder(jobId), limit)
  }

  /** The full log of an invocation, from CloudWatch, and what comes until it has ended; see logs/. */
  async *invocationLog(
    jobId: string,
    invocationId: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly InvocationLogEntry[]> {
    const { openInvocationLog } = await import('./client/openInvocationLog.ts')
    yield* openInvocationLog(this.#installation, this.#record(jobId), invocationId, signal)
  }

  /** The page of a log stream in the AWS console; null for the local cloud. */
  async logConsoleUrl(jobId: string, logStream: string): Promise<string | null> {
    const profile = await resolveProfile(this.readRequest(jobId).profile)
    return profile.kind === 'local' ? null : logConsoleUrl(profile.region, runtimeLogGroup, logStream)
  }

  /** The lines of a job's logs that contain a text, or match `/a pattern/`. */
  async *searchLogs(jobId: string, text: string): AsyncGenerator<LogLine> {
    using reader = this.openJob(jobId)
    yield* searchLog(reader.logLines(), text)
  }

  /** Prepares running one item in a process of its own under a debugger. Rejects with a WrenError. */
  async prepareDebug(jobId: string, index: number): Promise<DebugLaunch> {
    const folder = this.#folder(jobId)
    return await prepareDebug(this.#installation, folder, this.#record(jobId), index)
  }

  /** Deletes a job's files. Throws a WrenError while a runner lives or is being started for it. */
  removeJob(jobId: string): void {
    this.#snapshot(jobId)
    const folder = this.#folder(jobId)
    if (isOwnerAlive(folder.starterLock) || isOwnerAlive(folder.lock)) {
      throw new WrenError('input', `Job ${jobId} is running.`, {
        nextStep: `Cancel it first: \`wren cancel ${jobId}\`.`,
      })
    }
    rmSync(folder.folder, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Brings the runtime of a profile up to date; repeating it changes nothing. Rejects with a WrenError. */
  async deployRuntime(profile: string, memoryMb: number, onStep: OnStep = () => undefined): Promise<DeployedRuntime> {
    const { deployRuntime } = await administration()
    return deployRuntime(this.#installation, profile, memoryMb, onStep)
  }

  /** What `removeRuntime` would delete, a line each. */
  async describeRuntimeRemoval(profile: string): Promise<readonly string[]> {
    return (await administration()).describeRuntimeRemoval(this.#installation, profile)
  }

  /** Deletes all that is Wren's in the account and Region of a profile; jobs on this machine are kept. */
  async removeRuntime(profile: string, onStep: OnStep = () => undefined): Promise<void> {
    await (await administration()).removeRuntime(this.#installation, profile, onStep)
  }

  /** What there is of a runtime. Rejects with a WrenError where the profile cannot be used. */
  async runtimeStatus(profile: string): Promise<RuntimeStatus> {
    return (await administration()).runtimeStatus(this.#installation, profile)
  }

  /** Starts the local cloud unless it runs. */
  async startLocalCloud(): Promise<void> {
    const { home, version, distFolder } = this.#installation
    const { ensureLocalCloud } = await import('./local/ensureLocalCloud.ts')
    await ensureLocalCloud({ home, version, entryPath: join(distFolder, 'local-cloud.mjs') })
  }

  /** The local clouds that run in this home: one, or one per version of Wren that is in use. */
  async localCloudStatus(): Promise<readonly LocalCloudState[]> {
    const { localCloudStatus } = await import('./local/localCloudStatus.ts')
    return (await localCloudStatus(this.#installation.home)).map(localCloudState)
  }

  /** Stops them, and what runs in them; resolves to those that were running. */
  async stopLocalCloud(): Promise<readonly LocalCloudState[]> {
    const { stopLocalClouds } = await import('./local/stopLocalClouds.ts')
    return (await stopLocalClouds(this.#installation.home)).map(localCloudState)
  }

  async #steer(
    jobId: string,
    message: { kind: 'cancel' } | { kind: 'setConcurrency'; concurrency: number },
  ): Promise<void> {
    const { state } = this.#snapshot(jobId)
    using connection = await RunnerConnection.open(this.#folder(jobId))
    if (connection !== null && (await connection.send(message))) return
    throw new WrenError('input', `Job ${jobId} is not running (${state}).`)
  }

  #record(jobId: string): JobRecord {
    const record = readJobRecord(this.#folder(jobId).record)
    if (record === null) throw noSuchJob(jobId)
    return record
  }

  #snapshot(jobId: string): JobSnapshot {
    const snapshot = readSnapshot(this.#folder(jobId))
    if (snapshot === null) throw noSuchJob(jobId)
    return snapshot
  }

  /** Throws a WrenError for what is no job's id: it comes from users, and must not lead out of the folder of jobs. */
  #folder(jobId: string): JobFolder {
    if (!isJobId(jobId)) throw noSuchJob(jobId)
    return jobFolder(this.#installation.home, jobId)
  }
}

/** Loaded when asked for: it brings the AWS SDK along, which most uses of a client never need. */
const administration = (): Promise<typeof import('./client/administerRuntime.ts')> =>
  import('./client/administerRuntime.ts')

const localCloudState = ({ record, runningInvocations }: RunningLocalCloud): LocalCloudState => ({
  endpoint: record.endpoint,
  pid: record.pid,
  version: record.version,
  runningInvocations,
})
