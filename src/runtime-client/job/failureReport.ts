import { Spool } from '../input/spool.ts'
import type { JobFolder } from './jobFolder.ts'
import { type ErrorGroupSummary, JobReader } from './jobReader.ts'

/** A failed item's place in the input; `line` counts from 1. */
export interface FailedInput {
  readonly index: number
  readonly line: number
}

/** Some items that failed in the same way, with the first of their inputs. */
export interface FailureGroup extends ErrorGroupSummary {
  readonly inputs: readonly FailedInput[]
}

/** The failures of a job by error, the largest group first, with the places of `limit` inputs in all at most. */
export async function readFailureReport(folder: JobFolder, limit: number): Promise<readonly FailureGroup[]> {
  using reader = new JobReader(folder)
  const groups = reader.errorGroups()
  if (groups.length === 0) return []
  await using spool = await Spool.open(folder.spool)
  // Every group shows some of its inputs, however large the others are.
  const share = Math.max(1, Math.floor(limit / groups.length))
  let left = limit
  return groups.map((group, position) => {
    const smallerGroups = groups.length - position - 1
    const items = reader.items({ errorGroup: group.id, limit: Math.max(0, left - smallerGroups * share) })
    left -= items.length
    return { ...group, inputs: items.map(({ index }) => ({ index, line: spool.line(index) })) }
  })
}
