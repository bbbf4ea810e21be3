import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OwnerLock, takeOwnerLock } from '#owner-lock'
import { WrenError } from '../errors.ts'
import type { Installation } from '../installation.ts'
import { jobFolder, type JobFolder } from '../job/jobFolder.ts'
import { type StarterMessage, starterMessageSchema } from '../runner/starterMessages.ts'

/** How a runner is started; `standardInput` hands it this process's own standard input, of which it then owns the rest. */
export interface RunnerStart {
  readonly jobId: string
  readonly isRetry: boolean
  readonly standardInput: boolean
  /** Aborted, it ends a runner whose job has not begun yet. */
  readonly signal: AbortSignal | undefined
}

/**
 * What a job brings in lives for a moment. A small nursery and a heap that grows in small steps throw it away soon:
 * the runner's memory then does not depend on how long the job is.
 */
const smallHeap = ['--max-semi-space-size=4', '--heap-growing-percent=10']
/** glibc gives large buffers back to the system only while it maps each by itself; by default it soon stops doing so. */
const returnMemory = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }

const logTailCharacters = 2_000
const longestLogLine = 500
const starterLockPatienceMs = 300

/**
 * Tells others, until the runner holds its own lock, that the job is not without an owner. Take it before the job can
 * be seen, and hold it while `startRunner` is under way. Throws a WrenError where another process holds it.
 */
export function takeStarterLock(folder: JobFolder): OwnerLock {
  // A viewer that asks whether somebody holds it does so itself for a moment.
  const lock = takeOwnerLock(folder.starterLock, starterLockPatienceMs)
  if (lock !== null) return lock
  throw new WrenError('input', `Job ${folder.jobId} is being started by another process.`, {
    nextStep: `Watch it: \`wren attach ${folder.jobId}\`.`,
  })
}

/**
 * Starts the runner of a job as a process that outlives this one. Resolves when the job runs; rejects with the
 * WrenError for which it could not begin.
 */
export async function startRunner(installation: Installation, start: RunnerStart): Promise<void> {
  const folder = jobFolder(installation.home, start.jobId)
  const log = openSync(folder.runnerLog, 'a', 0o600)
  try {
    const runner = spawn(process.execPath, runnerArguments(installation, start), {
      cwd: installation.home,
      // A group of its own: Ctrl-C in the terminal is the viewer's business.
      detached: true,
      windowsHide: true,
      stdio: [start.standardInput ? 'inherit' : 'ignore', log, log, 'ipc'],
      env: { ...process.env, ...returnMemory, ELECTRON_RUN_AS_NODE: '1' },
    })
    const end = (): void => void runner.kill('SIGTERM')
    start.signal?.addEventListener('abort', end)
    const message = await new Promise<StarterMessage>((resolve, reject) => {
      runner.once('error', (error) =>
        reject(new WrenError('worker', `The runner could not be started: ${error.message}`, { cause: error })),
      )
      runner.once('exit', (code, signal) => {
        const giveUp = (): void =>
          reject(
            start.signal?.aborted === true
              ? new WrenError('cancelled', 'The job was cancelled before it began.')
              : runnerDied(folder.runnerLog, signal ?? `exit code ${code}`),
          )
        // A short job may be over before its one message was read, which the channel's end comes after.
        if (runner.connected) runner.once('disconnect', giveUp)
        else setImmediate(giveUp)
      })
      runner.once('message', (json) => resolve(starterMessageSchema.parse(json)))
    })
    start.signal?.removeEventListener('abort', end)
    runner.removeAllListeners()
    if (runner.connected) runner.disconnect()
    runner.unref()
    if (message.kind === 'running') return
    const { kind, message: text, nextStep } = message.error
    throw new WrenError(kind, text, nextStep === undefined ? {} : { nextStep })
  } finally {
    closeSync(log)
  }
}

function runnerArguments(installation: Installation, start: RunnerStart): string[] {
  const { home, distFolder, version } = installation
  return [
    '--disable-warning=ExperimentalWarning',
    ...smallHeap,
    join(distFolder, 'runner.mjs'),
    `--home=${home}`,
    `--dist=${distFolder}`,
    `--version=${version}`,
    `--job=${start.jobId}`,
    ...(start.isRetry ? ['--retry'] : []),
  ]
}

function runnerDied(logPath: string, how: string): WrenError {
  // Of built code a stack begins with the line itself, which is all of the program.
  const lines = readFileSync(logPath, 'utf8')
    .split('\n')
    .filter((line) => line.length < longestLogLine)
  const tail = lines.join('\n').slice(-logTailCharacters).trim()
  return new WrenError(
    'worker',
    `The runner ended before the job could begin (${how}).${tail === '' ? '' : `\n${tail}`}`,
  )
}
