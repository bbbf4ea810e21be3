import { constants } from 'node:os'
import { catchSignals } from './catchSignals.ts'
import { exitCodes } from './exitCodes.ts'

/**
 * Waits for a job to begin. Until then there is nothing to keep, so whatever stops this process stops it at once; the
 * new runner sees its starter go and begins nothing.
 */
export async function startInterruptibly<Started>(start: () => Promise<Started>): Promise<Started> {
  using _signals = catchSignals({
    onInterrupt: () => process.exit(exitCodes.cancelled),
    onImpatience: () => process.exit(exitCodes.cancelled),
    onTerminate: (signal) => process.exit(128 + constants.signals[signal]),
  })
  return await start()
}
