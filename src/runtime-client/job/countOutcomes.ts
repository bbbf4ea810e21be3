import type { DatabaseSync } from 'node:sqlite'
import { type Outcome, type OutcomeCounts, outcomes } from '#protocol/outcome'

/** How many items of a job's index ended in which way. */
export function countOutcomes(database: DatabaseSync): OutcomeCounts {
  const counts = { succeeded: 0, threw: 0, timedOut: 0, crashed: 0, unserializable: 0, neverRan: 0, cancelled: 0 }
  for (const row of database.prepare('SELECT outcome, count(*) AS count FROM item GROUP BY outcome').all()) {
    counts[outcomeOf(row['outcome'])] = Number(row['count'])
  }
  return counts
}

/** The outcome that a column of the index holds by number. */
export function outcomeOf(value: unknown): Outcome {
  const outcome = outcomes[Number(value)]
  if (outcome === undefined) throw new Error(`the index has an outcome ${String(value)} that nobody knows`)
  return outcome
}
