import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { WrenError } from '../errors.ts'

const envSchema = z.record(z.string(), z.string())
const cipherName = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts environment variables with a key that lies apart from the jobs (`WREN_HOME/secret.key`, mode 0600), so that
 * a job's folder can be shown or sent to someone without what it was given in confidence.
 */
export function sealEnv(home: string, env: Readonly<Record<string, string>>): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(cipherName, readOrMakeKey(home), nonce)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(env), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

/** The variables that `sealEnv` was given. Throws a WrenError where the key is another. */
export function unsealEnv(home: string, sealed: string): Record<string, string> {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv(cipherName, readOrMakeKey(home), bytes.subarray(0, nonceBytes))
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
      'utf8',
    )
    return envSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new WrenError('input', `The environment variables of this job cannot be read with ${keyPath(home)}.`, {
      nextStep: 'Start the job anew with `wren map` and give them with --env.',
      cause: error,
    })
  }
}

const keyPath = (home: string): string => join(home, 'secret.key')

function readOrMakeKey(home: string): Buffer {
  const path = keyPath(home)
  if (!existsSync(path)) makeKey(path)
  const key = readFileSync(path)
  if (key.length === keyBytes) return key
  throw new WrenError('input', `${path} is damaged: it has ${key.length} bytes and not ${keyBytes}.`, {
    nextStep: 'Delete it. Jobs that were given --env can then not be retried; all else goes on.',
  })
}

/** Linked into place, so that of two processes that make it at once both use the same one, and never half of it. */
function makeKey(path: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, randomBytes(keyBytes), { mode: 0o600 })
    linkSync(temporary, path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Some file systems have no links; there the last of two processes wins, at worst.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return renameSync(temporary, path)
    if (code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}
