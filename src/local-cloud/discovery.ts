import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileWhole } from './writeFileWhole.ts'

/** What a client needs to find an instance and to be let in; the file is readable by its owner only. */
export interface LocalCloudDiscovery {
  readonly pid: number
  readonly version: string
  /** For every service but S3. */
  readonly endpoint: string
  readonly s3Endpoint: string
  readonly region: string
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** ISO 8601. */
  readonly startedAt: string
}

/** Where in a state folder the record lies. */
export function discoveryPath(folder: string): string {
  return join(folder, 'discovery.json')
}

/** Makes an instance known. */
export function writeDiscovery(folder: string, discovery: LocalCloudDiscovery): void {
  writeFileWhole(discoveryPath(folder), `${JSON.stringify(discovery, null, 2)}\n`)
}

/** Takes the record away. */
export function removeDiscovery(folder: string): void {
  rmSync(discoveryPath(folder), { force: true })
}
