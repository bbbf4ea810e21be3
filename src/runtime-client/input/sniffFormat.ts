import type { InputFormat } from '../job/jobTypes.ts'
import { refusalOfJson } from './jsonLines.ts'

/**
 * Guesses the format of an input without a name from its first bytes, all of it or a good part. `[` is a JSON array,
 * but JSON Lines where the first line is an array by itself and more follows; `{` is JSON Lines; all else is text.
 */
export function sniffFormat(head: Buffer): InputFormat {
  const text = head.toString('utf8').trimStart()
  if (text.startsWith('{')) return 'jsonl'
  if (!/^\[\s*(?:[[\]{"\d-]|true|false|null)/.test(text)) return 'text'
  const lineEnd = text.indexOf('\n')
  const first = lineEnd < 0 ? text : text.slice(0, lineEnd)
  const hasMore = lineEnd >= 0 && text.slice(lineEnd).trim() !== ''
  if (hasMore && refusalOfJson(first) === null) return 'jsonl'
  // "[2026-01-31] started" begins like an array and is none; an array that is only begun shows no such line.
  return /^\[[^\]"{]*\][ \t]*[^\s,\]]/.test(first) ? 'text' : 'json'
}
