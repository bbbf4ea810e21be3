import type { LinePart } from './documentWriter.ts'

/** An absolute path of any platform, or a file URL, with line and column; the path has no colon but a drive's. */
const placePattern = /(?<![\w:/\\.])(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^\s:()'"`][^:()'"`]*):(\d+):(\d+)/g

/**
 * Splits a line so that every `file:line:column` in it is a link, written as `shownPath` has it: every frame of a
 * stack, and what else people print.
 */
export function linkPlaces(line: string, shownPath: (path: string) => string): readonly LinePart[] {
  const parts: LinePart[] = []
  let end = 0
  for (const match of line.matchAll(placePattern)) {
    const [whole, path = '', lineNumber = '', column = ''] = match
    if (match.index > end) parts.push(line.slice(end, match.index))
    const target = { kind: 'file', path, line: Number(lineNumber), column: Number(column) } as const
    parts.push({ text: `${shownPath(path)}:${lineNumber}:${column}`, target })
    end = match.index + whole.length
  }
  if (end < line.length) parts.push(line.slice(end))
  return parts
}
