import { isOwnerAlive } from '#owner-lock'
import { openCloud } from '../cloud/openCloud.ts'
import { runtimeLogGroup } from '../deploy/runtimeNames.ts'
import type { Installation } from '../installation.ts'
import { jobFolder } from '../job/jobFolder.ts'
import { JobReader } from '../job/jobReader.ts'
import type { JobRecord } from '../job/jobRecord.ts'
import { followInvocationLog } from '../logs/followInvocationLog.ts'
import type { InvocationLogEntry } from '../logs/invocationLogEntry.ts'
import { openJobStackMapper } from '../sourcemap/jobStackMapper.ts'

/** How often a log that is being written is looked at. */
const pollMs = { local: 500, aws: 2_000 } as const

/** Connects to where a job ran and follows the log of one of its invocations. */
export async function* openInvocationLog(
  installation: Installation,
  { jobId, request }: JobRecord,
  invocationId: number,
  signal: AbortSignal,
): AsyncGenerator<readonly InvocationLogEntry[]> {
  const folder = jobFolder(installation.home, jobId)
  await using cloud = await openCloud(installation, request.profile)
  yield* followInvocationLog(
    {
      reader: cloud.logs,
      logGroup: runtimeLogGroup,
      pollMs: cloud.isLocal ? pollMs.local : pollMs.aws,
      invocation: () => {
        using reader = new JobReader(folder)
        return reader.invocation(invocationId)
      },
      isLiving: () => isOwnerAlive(folder.lock),
      mapError: (await openJobStackMapper(folder, request.modulePath)).mapError,
    },
    signal,
  )
}
