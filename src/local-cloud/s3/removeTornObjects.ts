import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { numberField, parseRecord } from '../fields.ts'

/**
 * Deletes what a process that was killed in the middle of a write has left: descriptions that are cut off, and
 * objects whose bytes are not all there. Without it the store could not be opened again.
 */
export function removeTornObjects(folder: string): void {
  const buckets = join(folder, 'buckets')
  if (!existsSync(buckets)) return
  for (const entry of readdirSync(buckets, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.meta.json')) continue
    const descriptionPath = join(entry.parentPath, entry.name)
    const bodyPath = `${descriptionPath.slice(0, -'.meta.json'.length)}.data`
    const bytes = statSync(bodyPath, { throwIfNoEntry: false })?.size
    const stated = numberField(parseRecord(readFileSync(descriptionPath, 'utf8')) ?? {}, 'contentLength')
    if (bytes !== undefined && bytes === stated) continue
    rmSync(descriptionPath, { force: true })
    rmSync(bodyPath, { force: true })
  }
}
