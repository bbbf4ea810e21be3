import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BundleReference } from '#protocol/invocation'
import type { S3Objects } from './s3Objects.ts'
import { sha256Hex } from './signS3Request.ts'

/**
 * The path of the bundle's file in this environment's own temporary folder, fetched from S3 where it is not there yet.
 * The bytes are checked against the hash that names them each time. Rejects where S3 refuses or the hash is another.
 */
export async function loadBundle(objects: S3Objects, bucket: string, bundle: BundleReference): Promise<string> {
  // It becomes the name of a file.
  if (!/^[0-9a-f]{64}$/.test(bundle.sha256)) throw new Error(`"${bundle.sha256}" is no SHA-256 in hexadecimal.`)
  const path = join(tmpdir(), `${bundle.sha256}.mjs`)
  if (hashOfFile(path) === bundle.sha256) return path
  const { body } = await objects.get(bucket, bundle.key)
  const found = sha256Hex(body)
  if (found !== bundle.sha256) {
    throw new Error(`The bundle ${bundle.key} has the SHA-256 ${found} in place of ${bundle.sha256}.`)
  }
  // Under its final name a file is always whole.
  const partPath = `${path}.part`
  writeFileSync(partPath, body)
  renameSync(partPath, path)
  return path
}

function hashOfFile(path: string): string | undefined {
  try {
    return sha256Hex(readFileSync(path))
  } catch {
    return undefined
  }
}
