import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { takeOwnerLock } from '#owner-lock'
import { WrenError } from '../errors.ts'
import type { Installation } from '../installation.ts'
import { jobFolder } from '../job/jobFolder.ts'
import { type JobRecord, readJobRecord } from '../job/jobRecord.ts'
import { recordSnapshot } from '../job/recordSnapshot.ts'
import { storageReason } from '../job/storageReason.ts'
import { ControlSocket } from './controlSocket.ts'
import type { ViewerMessage } from './controlMessages.ts'
import { JobRunner } from './jobRunner.ts'
import { openJobItems } from './openJobItems.ts'
import { prepareJob, type PreparedJob } from './prepareJob.ts'
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

async function run(): Promise<void> {
  // The one who started this may be gone already; then there is nobody to tell.
  const tell = (message: StarterMessage): void => {
    if (process.connected) process.send?.(message, () => process.connected && process.disconnect())
  }
  using lock = takeOwnerLock(folder.lock, 2_000)
  const stored = lock === null ? null : readJobRecord(folder.record)
  if (stored === null)
    return tell(refusal(new WrenError('input', `Job ${folder.jobId} is being run by another process.`)))
  const record = values.retry ? { ...stored, run: stored.run + 1 } : stored
  const cancelled = new AbortController()
  let handle: (message: Exclude<ViewerMessage, { kind: 'subscribe' }>) => void = (message) => {
    if (message.kind === 'cancel') cancelled.abort()
  }
  await using socket = await ControlSocket.open(folder.runnerAddress, (message) => {
    if (message.kind !== 'subscribe') handle(message)
  })
  socket.publish(recordSnapshot(record))
  let prepared: PreparedJob
  try {
    prepared = await prepareJob(installation, folder, record, cancelled.signal)
  } catch (error) {
    return tell(refusal(giveUp(record, cancelled.signal.aborted ? cancelledError() : error, socket)))
  }
  try {
    const items = await openJobItems(folder, record.request.retries, prepared)
    using _ = items.store
    using runner = new JobRunner(folder, record, prepared, items, socket)
    handle = (message) => runner.handle(message)
    await runner.run(() => tell({ kind: 'running' }))
  } finally {
    await prepared.spool.close()
    await prepared.site[Symbol.asyncDispose]()
  }
}

/** A job that could not begin leaves nothing; one that was to be retried stays as it was. */
function giveUp(record: JobRecord, error: unknown, socket: ControlSocket): WrenError {
  const reason =
    error instanceof WrenError ? error : new WrenError('worker', storageReason(error, folder).message, { cause: error })
  const { kind, message, nextStep } = reason
  const failed: JobRecord = {
    ...record,
    state: kind === 'cancelled' ? 'cancelled' : 'failed',
    reason: { kind, message, nextStep },
    endedAt: Date.now(),
  }
  socket.publish(recordSnapshot(failed))
  if (!values.retry) rmSync(folder.folder, { recursive: true, force: true })
  if (!(error instanceof WrenError)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return reason
}

const cancelledError = (): WrenError => new WrenError('cancelled', 'The job was cancelled before it began.')

function refusal({ kind, message, nextStep }: WrenError): StarterMessage {
  return { kind: 'refused', error: { kind, message, nextStep } }
}
