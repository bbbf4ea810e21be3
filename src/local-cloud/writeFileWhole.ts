import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file (mode 0600) so that a reader sees the old content or the new one, never a part. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  const partPath = `${path}.part`
  writeFileSync(partPath, content, { mode: 0o600 })
  renameSync(partPath, path)
}
