import { setImmediate } from 'node:timers/promises'
import type { LogLine } from '../job/jobReader.ts'

/** How long a search may hold up whatever else its process does. */
const stretchMs = 8

/**
 * The lines that contain a text, whatever its case, or match where it is written as `/pattern/flags`. Lets others have
 * their turn as it goes. Throws a SyntaxError for a pattern that is none.
 */
export async function* searchLog(lines: Iterable<LogLine>, text: string): AsyncGenerator<LogLine> {
  const matches = createMatcher(text)
  let until = performance.now() + stretchMs
  for (const line of lines) {
    if (performance.now() > until) {
      await setImmediate()
      until = performance.now() + stretchMs
    }
    for (const part of line.text.split('\n')) if (matches(part)) yield { ...line, text: part }
  }
}

/** Tells lines that a search finds from others. Throws a SyntaxError for a pattern that is none. */
export function createMatcher(text: string): (line: string) => boolean {
  const [, pattern, flags] = /^\/(.+)\/([dgimsuvy]*)$/.exec(text) ?? []
  if (pattern !== undefined) {
    // With g or y a match would depend on the one before it.
    const expression = new RegExp(pattern, flags?.replaceAll(/[gy]/g, ''))
    return (line) => expression.test(line)
  }
  const wanted = text.toLowerCase()
  return (line) => line.toLowerCase().includes(wanted)
}
