import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'

const discoveryRecord = z.object({
  pid: z.int(),
  version: z.string(),
  /** For Lambda, IAM, STS and CloudWatch Logs. */
  endpoint: z.url(),
  s3Endpoint: z.url(),
  region: z.string(),
  accountId: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
})

/** How to reach a running local cloud, as it tells in its folder's `discovery.json`. */
export type DiscoveryRecord = Readonly<z.infer<typeof discoveryRecord>>

/** Null where there is none, or where it is being written just now. */
export async function readDiscoveryRecord(folder: string): Promise<DiscoveryRecord | null> {
  try {
    return discoveryRecord.parse(JSON.parse(await readFile(join(folder, 'discovery.json'), 'utf8')))
  } catch {
    return null
  }
}
