import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { takeOwnerLock } from '#owner-lock'
import { WrenError } from '../errors.ts'
import type { Installation } from '../installation.ts'
import { jobFolder } from '../job/jobFolder.ts'
import { type JobRecord, readJobRecord } from '../job/jobRecord.ts'
import { reasonOf } from '../job/reactToFault.ts'
import { recordSnapshot } from '../job/recordSnapshot.ts'
import { storageReason } from '../job/storageReason.ts'
import { ControlSocket } from './controlSocket.ts'
import type { SteeringMessage } from './controlMessages.ts'
import { JobRunner } from './jobRunner.ts'
import { openJobItems } from './openJobItems.ts'
import { prepareJob } from './prepareJob.ts'
import type { StarterMessage } from './starterMessages.ts'

// The runner: a process of its own that owns one job from its first byte of input to its last result.

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    dist: { type: 'string' },
    version: { type: 'string' },
    job: { type: 'string' },
    /** Goes on with a job that has ended or was interrupted, instead of beginning a new one. */
    retry: { type: 'boolean', default: false },
  },
})
if (!values.home || !values.dist || !values.version || !values.job)
  throw new Error('runner needs --home --dist --version --job')
const installation: Installation = { home: values.home, distFolder: values.dist, version: values.version }
const folder = jobFolder(installation.home, values.job)

// A terminal that is closed or interrupted must not take the job along; viewers cancel through the socket.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

await run()
// What may still be under way, such as a connection that cannot be made, is of no use any more.
process.exit()

async function run(): Promise<void> {
  const before = readJobRecord(folder.record)
  using lock = takeOwnerLock(folder.lock, lockPatienceMs(before))
  const stored = lock === null ? null : readJobRecord(folder.record)
  if (stored === null) return await tell(refusal(beingRun()))
  const record = values.retry ? nextRun(stored) : stored
  const cancelled = new AbortController()
  let handle: (message: SteeringMessage) => void = (message) => {
    if (message.kind === 'cancel') cancelled.abort()
  }
  await using socket = await ControlSocket.open(folder.runnerAddress, (message) => {
    if (message.kind !== 'subscribe') handle(message)
  })
  socket.publish(recordSnapshot(record))
  let opened: JobRunner
  try {
    opened = await openRunner(record, socket, cancelled.signal)
    handle = (message) => opened.handle(message)
    opened.begin()
  } catch (error) {
    return await tell(refusal(giveUp(stored, cancelled.signal.aborted ? cancelledError() : error, socket)))
  }
  await using runner = opened
  if (cancelled.signal.aborted) runner.handle({ kind: 'cancel' })
  await tell({ kind: 'running' })
  await runner.run()
}

async function openRunner(record: JobRecord, socket: ControlSocket, signal: AbortSignal): Promise<JobRunner> {
  const prepared = await untilAborted(prepareJob(installation, folder, record, signal), signal)
  const items = await openJobItems(folder, record.request.retries, prepared)
  return new JobRunner(folder, record, prepared, items, socket)
}

/** Resolves when it is said. The one who started this may be gone already; then there is nobody to tell. */
async function tell(message: StarterMessage): Promise<void> {
  if (!process.connected) return
  await new Promise((resolve) => process.send?.(message, resolve))
  if (process.connected) process.disconnect()
}

/** A runner whose job has ended holds the lock until it has tidied up; one that is at work holds it for long. */
function lockPatienceMs(record: JobRecord | null): number {
  return record?.endedAt === null ? 2_000 : 20_000
}

function nextRun(stored: JobRecord): JobRecord {
  const { reason: _, ...rest } = stored
  return { ...rest, run: stored.run + 1, state: 'ingesting', endedAt: null }
}

/** A job that could not begin leaves nothing; one that was to be retried stays as it was. */
function giveUp(stored: JobRecord, error: unknown, socket: ControlSocket): WrenError {
  const reason = error instanceof WrenError ? error : storageError(error)
  if (!(error instanceof WrenError)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  if (values.retry) {
    socket.publish(recordSnapshot(stored))
    return reason
  }
  const state = reason.kind === 'cancelled' ? 'cancelled' : 'failed'
  socket.publish(recordSnapshot({ ...stored, state, reason: reasonOf(reason), endedAt: Date.now() }))
  // Whoever started this does the same; it may be gone.
  rmSync(folder.folder, { recursive: true, force: true, maxRetries: 3 })
  return reason
}

function storageError(error: unknown): WrenError {
  const { kind, message } = storageReason(error, folder)
  const nextStep = kind === 'quota' ? 'Free some space and run it again.' : `See ${folder.runnerLog}.`
  return new WrenError(kind, message, { nextStep, cause: error })
}

/** Rejects as soon as the signal is aborted, whatever the work still waits for. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return await Promise.race([work, aborted])
}

// Functions and no constants: `run` is called above, when constants down here have no value yet.
function beingRun(): WrenError {
  return new WrenError('input', `Job ${folder.jobId} is being run by another process.`, {
    nextStep: `Watch it: \`wren attach ${folder.jobId}\`.`,
  })
}

function cancelledError(): WrenError {
  return new WrenError('cancelled', 'The job was cancelled before it began.')
}

function refusal(error: WrenError): StarterMessage {
  return { kind: 'refused', error: reasonOf(error) }
}
