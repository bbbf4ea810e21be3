import { resolve } from 'node:path'
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping'
import type { RemoteError } from '#protocol/remoteError'
import { packageOfPath } from '../bundle/packageOfPath.ts'
import { moveFrame, parseStack, parseStackFrames, printFrame } from './stackFrames.ts'
import type { StackFrame } from './stackFrames.ts'

/** What a bundle's file is called where it runs. */
const bundleFileName = /^[\da-f]{64}\.mjs$/

/** Points at the user's own files, with absolute paths, where frames point into a bundle. */
export interface StackMapper {
  /** Rewrites an error's stack and those of its causes. What called the user's function (the worker, Node) is left out. */
  readonly mapError: (error: RemoteError) => RemoteError
  /** Rewrites the frames in a text that somebody wrote, such as a logged error, and leaves all else in it as it is. */
  readonly mapText: (text: string) => string
}

/**
 * Makes a mapper from a bundle's source map, whose sources start from `sourceRoot`, a folder on this machine. The map is
 * read when something has to be mapped for the first time.
 */
export function createStackMapper(sourceMapText: string, { sourceRoot }: { readonly sourceRoot: string }): StackMapper {
  let trace: TraceMap | undefined
  const sources = (): BundleSources => ({ sourceRoot, trace: (trace ??= new TraceMap(sourceMapText)) })
  return {
    mapError: (error) => mapError(error, sources()),
    // Nearly all that is logged has no frames, and must not cost a split into lines.
    mapText: (text) => (framesOfBundle.test(text) ? mapText(text, sources()) : text),
  }
}

const framesOfBundle = /[\da-f]{64}\.mjs:\d/

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

/** A frame in a text: `console.error` indents the frames of causes, and ends the last one with ` {` where fields follow. */
const frameInText = /^(\s*)(at .+?)( \{)?$/

function mapText(text: string, sources: BundleSources): string {
  const lines: string[] = []
  for (const line of text.split('\n')) {
    const [, indent = '', printed = '', tail = ''] = frameInText.exec(line) ?? []
    const [frame] = parseStackFrames(printed)
    const mapped = frame !== undefined && isOfBundle(frame) ? mapFrame(frame, sources) : null
    if (mapped !== null) lines.push(`${indent}${printFrame(mapped).trim()}${tail}`)
    else if (frame === undefined || !(isOfBundle(frame) || isOfWorker(frame) || isOfNode(frame))) lines.push(line)
    // The bracket of a frame that is left out closes further down.
    else if (tail !== '') lines.push(`${lines.pop() ?? ''}${tail}`)
  }
  return lines.join('\n')
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

const isOfNode = ({ position }: StackFrame): boolean => position !== null && position.file.startsWith('node:')

/** All of the user's own code is in the bundle, so that any other file but a package is the worker's. */
function isOfWorker(frame: StackFrame): boolean {
  if (frame.position === null || isOfBundle(frame)) return false
  const { file } = frame.position
  return /^(\/|[a-z]:)/i.test(file) && packageOfPath(file) === null
}
