import { distance } from 'fastest-levenshtein'

/** The candidate that was most likely meant by a mistyped `name`, or null where none is close. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase()
  let nearest: string | null = null
  // A third of the letters may differ; beyond that a guess is more confusing than helpful.
  let smallest = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase())
    if (edits < smallest) [nearest, smallest] = [candidate, edits]
  }
  return nearest
}
