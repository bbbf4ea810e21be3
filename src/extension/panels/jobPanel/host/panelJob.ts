import type { JobSnapshot } from '#runtime-client'
import { isLiving, isRetryable, type RequestedJob } from '../../../jobs/job.ts'
import type { PanelJob } from '../messages/messages.ts'

/** A job as its page needs it. */
export const panelJob = (snapshot: JobSnapshot, request: RequestedJob, now: number): PanelJob => ({
  snapshot,
  request: {
    modulePath: request.modulePath,
    exportName: request.exportName,
    inputPath: request.inputPath,
    memoryMb: request.memoryMb,
  },
  isLiving: isLiving(snapshot.state),
  isRetryable: isRetryable(snapshot),
  now,
})
