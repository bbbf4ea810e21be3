import { isAbsolute } from 'node:path'
import type { RemoteError } from '#protocol/remoteError'
import { packageOfPath } from '../bundle/packageOfPath.ts'
import { parseStack } from './stackFrames.ts'
import type { StackPosition } from './stackFrames.ts'

/**
 * The place in the user's own source, not in a package, that a mapped error was thrown from; where the error itself
 * has none, that of its cause.
 */
export function firstUserFrame(error: RemoteError): StackPosition | null {
  const frames = error.stack === undefined ? [] : parseStack(error.stack, error.message).frames
  const own = frames.find(({ position }) => position !== null && isOwnFile(position.file))
  return own?.position ?? (error.cause ? firstUserFrame(error.cause) : null)
}

function isOwnFile(file: string): boolean {
  return isAbsolute(file) && packageOfPath(file) === null
}
