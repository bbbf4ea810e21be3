import * as z from 'zod/mini'
import { callLocalCloud } from './callLocalCloud.ts'
import { readDiscoveryRecord } from './discoveryRecord.ts'
import type { DiscoveryRecord } from './discoveryRecord.ts'
import { listLocalCloudFolders } from './localCloudFolder.ts'

/** A local cloud that answers. `runningInvocations` is null where its version does not tell. */
export interface RunningLocalCloud {
  readonly folder: string
  readonly record: DiscoveryRecord
  readonly runningInvocations: number | null
}

const statusAnswer = z.object({ runningInvocations: z.optional(z.int()) })

/** Every local cloud that runs in this home, of whatever version. */
export async function localCloudStatus(home: string): Promise<readonly RunningLocalCloud[]> {
  const folders = await listLocalCloudFolders(home)
  const found = await Promise.all(folders.map(runningIn))
  return found.filter((cloud) => cloud !== null)
}

async function runningIn(folder: string): Promise<RunningLocalCloud | null> {
  const record = await readDiscoveryRecord(folder)
  if (record === null) return null
  try {
    const status = statusAnswer.parse(JSON.parse(await callLocalCloud(record, 'GET', '/_local/status')))
    return { folder, record, runningInvocations: status.runningInvocations ?? null }
  } catch {
    return null
  }
}
