import { fileURLToPath } from 'node:url'

/** A stack as V8 prints it: the error's name and message, then one line per frame. */
export interface ParsedStack {
  readonly header: string
  readonly frames: readonly StackFrame[]
}

/** One `at …` line of a stack. */
export interface StackFrame {
  /** As printed, such as `nights`, `new Parser`, `Object.run [as start]`; null for a frame without one. */
  readonly functionName: string | null
  /** The function was awaited here. */
  readonly isAsync: boolean
  /** Null for `native`, `<anonymous>`, `index 0` and the like, which `place` holds. */
  readonly position: StackPosition | null
  /** What stands where the position is, as printed. */
  readonly place: string
}

/** Lines and columns count from 1. For code made by `eval`, where `eval` was called. */
export interface StackPosition {
  /** An absolute path, or `node:…`. */
  readonly file: string
  readonly line: number
  readonly column: number
}

const frameLine = /^\s*at (async )?(?:(.+?) \((.*)\)|(\S.*))$/
const position = /^(.+):(\d+):(\d+)$/

/**
 * Reads a stack. `message` tells where the header ends when it is known; without it a line of the message that looks
 * like a frame counts as one.
 */
export function parseStack(stack: string, message = ''): ParsedStack {
  const messageStart = message === '' ? -1 : stack.indexOf(message)
  const messageEnd = messageStart === -1 ? 0 : messageStart + message.length
  const lines = stack.slice(messageEnd).split('\n')
  const firstFrame = lines.findIndex((line) => frameLine.test(line))
  if (firstFrame === -1) return { header: stack, frames: [] }
  return {
    header: stack.slice(0, messageEnd) + lines.slice(0, firstFrame).join('\n'),
    frames: lines.slice(firstFrame).flatMap((line) => parseFrame(line) ?? []),
  }
}

/** The frames of any text that holds some, for links. */
export function parseStackFrames(text: string): readonly StackFrame[] {
  return text.split('\n').flatMap((line) => parseFrame(line) ?? [])
}

/** The frame as a line of a stack. */
export function printFrame({ functionName, isAsync, place }: StackFrame): string {
  return `    at ${isAsync ? 'async ' : ''}${functionName === null ? place : `${functionName} (${place})`}`
}

function parseFrame(line: string): StackFrame | null {
  const match = frameLine.exec(line)
  if (match === null) return null
  const place = match[3] ?? match[4] ?? ''
  return { functionName: match[2] ?? null, isAsync: match[1] !== undefined, place, position: positionOf(place) }
}

/** In `eval at inner (eval at outer (file:///x.mjs:1:2), <anonymous>:1:1), <anonymous>:3:4` the file's part. */
const evalCaller = /\(([^()]+:\d+:\d+)\)/

function positionOf(place: string): StackPosition | null {
  const match = position.exec((place.startsWith('eval at') && evalCaller.exec(place)?.[1]) || place)
  if (match?.[1] === undefined || match[1] === '<anonymous>') return null
  return { file: pathOf(match[1]), line: Number(match[2]), column: Number(match[3]) }
}

/** The frame with another position, also where that is inside `eval at …`. */
export function moveFrame(frame: StackFrame, to: StackPosition): StackFrame {
  const printed = `${to.file}:${to.line}:${to.column}`
  const place = frame.place.startsWith('eval at') ? frame.place.replace(evalCaller, () => `(${printed})`) : printed
  return { ...frame, place, position: to }
}

function pathOf(file: string): string {
  if (!file.startsWith('file://')) return file
  try {
    return fileURLToPath(file)
  } catch {
    // A path of another platform: the worker's are Linux paths, also where the client runs on Windows.
    return file.slice('file://'.length)
  }
}
