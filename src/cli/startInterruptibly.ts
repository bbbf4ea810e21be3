import { constants } from 'node:os'
import { catchSignals } from './catchSignals.ts'
import { exitCodes } from './exitCodes.ts'

/**
 * Waits for a job to begin; `start` ends it where its signal is aborted. Ctrl-C aborts, for until then there is nothing to
 * keep. A plain `kill` or a closed terminal ends this process alone, and the job begins without it.
 */
export async function startInterruptibly<Started>(start: (signal: AbortSignal) => Promise<Started>): Promise<Started> {
  const stopping = new AbortController()
  using _signals = catchSignals({
    onInterrupt: () => stopping.abort(),
    onImpatience: () => process.exit(exitCodes.cancelled),
    onTerminate: (signal) => process.exit(128 + constants.signals[signal]),
  })
  return await start(stopping.signal)
}
