import { constants } from 'node:os'
import type { JobSnapshot, WrenClient } from '#runtime-client'
import { catchSignals } from './catchSignals.ts'
import type { CommandContext } from './commandContext.ts'
import { exitCodes } from './exitCodes.ts'
import { progressView } from './progressView.ts'

/**
 * Shows a job's progress until it ends; resolves to its last snapshot, or null where the user left it at work.
 * Ctrl-C cancels the job, or, with `leave`, only stops watching. A second one, like a plain `kill` or a closed terminal,
 * ends this process at once: the runner does not need it.
 */
export async function followJob(
  context: CommandContext,
  client: WrenClient,
  jobId: string,
  onInterrupt: 'cancel' | 'leave',
): Promise<JobSnapshot | null> {
  const { terminal } = context
  const leaving = new AbortController()
  using view = progressView(terminal)
  const cancel = (): void => {
    view.tell('Cancelling. What is finished is kept; press Ctrl-C again to leave at once.')
    client.cancelJob(jobId).catch((error: unknown) => view.tell(`It could not be cancelled: ${String(error)}`))
  }
  const leave = (code: number): never => {
    view[Symbol.dispose]()
    process.exit(code)
  }
  using _signals = catchSignals({
    onInterrupt: () => (onInterrupt === 'cancel' ? cancel() : leaving.abort()),
    onImpatience: () => leave(exitCodes.cancelled),
    onTerminate: (signal) => leave(128 + constants.signals[signal]),
  })
  let last: JobSnapshot | null = null
  try {
    for await (const snapshot of client.followJob(jobId, leaving.signal)) {
      last = snapshot
      view.show(snapshot)
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error
  }
  return leaving.signal.aborted ? null : last
}
