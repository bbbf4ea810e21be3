import { extname } from 'node:path'
import { distance } from 'fastest-levenshtein'
import { moduleEnding } from './parseFunctionReference.ts'

/** The candidate that was most likely meant by a mistyped `name`, or null where none is close. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase()
  let nearest: string | null = null
  // Two swapped letters are two edits. Where more differs, a guess is more confusing than helpful.
  let smallest = Math.ceil(name.length * 0.4) + 1
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase())
    if (edits < smallest) [nearest, smallest] = [candidate, edits]
  }
  return nearest
}

/** The file that was most likely meant; the same name with another ending wins over a similar name. */
export function nearestFileName(name: string, candidates: readonly string[]): string | null {
  const stem = (file: string): string => (moduleEnding.test(file) ? file.slice(0, -extname(file).length) : file)
  const wanted = nearestName(stem(name), candidates.map(stem))
  return candidates.find((candidate) => stem(candidate) === wanted) ?? null
}
