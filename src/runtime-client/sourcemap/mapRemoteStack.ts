import { resolve } from 'node:path'
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping'
import type { RemoteError } from '#protocol/remoteError'
import { packageOfPath } from '../bundle/packageOfPath.ts'
import { moveFrame, parseStack, printFrame } from './stackFrames.ts'
import type { StackFrame } from './stackFrames.ts'

/** What a bundle's file is called where it runs. */
const bundleFileName = /^[\da-f]{64}\.mjs$/

/**
 * Makes a function that rewrites an error's stack, and those of its causes, so that frames point at the user's own
 * files with absolute paths. What called the user's function (the worker, Node) is left out. The map's sources
 * start from `sourceRoot`, a folder on this machine. The map is read at the first error.
 */
export function createStackMapper(
  sourceMapText: string,
  { sourceRoot }: { readonly sourceRoot: string },
): (error: RemoteError) => RemoteError {
  let trace: TraceMap | undefined
  return (error) => mapError(error, { sourceRoot, trace: (trace ??= new TraceMap(sourceMapText)) })
}

interface BundleSources {
  readonly sourceRoot: string
  readonly trace: TraceMap
}

function mapError(error: RemoteError, sources: BundleSources): RemoteError {
  return {
    ...error,
    ...(error.stack !== undefined && { stack: mapStack(error.stack, error.message, sources) }),
    ...(error.fields !== undefined && { fields: mapAggregated(error.fields, sources) }),
    ...(error.cause !== undefined && { cause: mapError(error.cause, sources) }),
  }
}

type Fields = NonNullable<RemoteError['fields']>

/** The errors of an AggregateError travel as a field. */
function mapAggregated(fields: Fields, sources: BundleSources): Fields {
  const errors: unknown = fields['errors']
  if (!Array.isArray(errors) || !errors.every(isRemoteError)) return fields
  return { ...fields, errors: errors.map((error) => mapError(error, sources)) }
}

function mapStack(stack: string, message: string, sources: BundleSources): string {
  const { header, frames } = parseStack(stack, message)
  const outermost = frames.findLastIndex(isOfBundle)
  const firstOfWorker = frames.findIndex(isOfWorker)
  const end = outermost !== -1 ? outermost + 1 : firstOfWorker !== -1 ? firstOfWorker : frames.length
  const kept = frames
    .slice(0, end)
    .filter((frame) => !isOfWorker(frame))
    .map((frame) => (isOfBundle(frame) ? mapFrame(frame, sources) : frame))
    .filter((frame) => frame !== null)
  return [header, ...kept.map(printFrame)].join('\n')
}

/** Null for a frame of the helpers that esbuild puts into a bundle. */
function mapFrame(frame: StackFrame, { trace, sourceRoot }: BundleSources): StackFrame | null {
  if (frame.position === null) return frame
  const { line, column } = frame.position
  const original = originalPositionFor(trace, { line, column: column - 1 })
  if (original.source === null) return null
  // esbuild wraps a CommonJS module into a function that it names after the module's path.
  const isModuleBody = frame.functionName?.endsWith(original.source) ?? false
  return moveFrame(
    { ...frame, functionName: isModuleBody ? null : frame.functionName },
    { file: resolve(sourceRoot, original.source), line: original.line, column: original.column + 1 },
  )
}

/** The last part of a path of any platform. */
function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function isRemoteError(value: unknown): value is RemoteError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'message' in value &&
    typeof value.message === 'string' &&
    'kind' in value
  )
}

function isOfBundle({ position }: StackFrame): boolean {
  return position !== null && bundleFileName.test(fileNameOf(position.file))
}

/** All of the user's own code is in the bundle, so that any other file but a package is the worker's. */
function isOfWorker(frame: StackFrame): boolean {
  if (frame.position === null || isOfBundle(frame)) return false
  const { file } = frame.position
  return /^(\/|[a-z]:)/i.test(file) && packageOfPath(file) === null
}
