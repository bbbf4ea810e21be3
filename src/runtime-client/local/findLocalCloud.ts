import { callLocalCloud } from './callLocalCloud.ts'
import { readDiscoveryRecord } from './discoveryRecord.ts'
import type { DiscoveryRecord } from './discoveryRecord.ts'

/** The local cloud of that folder, or null where none answers. */
export async function findLocalCloud(folder: string): Promise<DiscoveryRecord | null> {
  const record = await readDiscoveryRecord(folder)
  if (record === null) return null
  try {
    // The file outlives a killed process, and its port may be another's by now: only a signed answer counts.
    await callLocalCloud(record, 'GET', '/_local/status')
    return record
  } catch {
    return null
  }
}
