import type { DatabaseSync } from 'node:sqlite'
import type { JobFolder } from './jobFolder.ts'
import { openIndexForReading } from './jobIndex.ts'

/** Changes whenever an item of a range is recorded, for the first time or anew. */
export interface RangeMark {
  /** Items of the range that have an outcome. */
  readonly recorded: number
  /** Byte in the records behind which the newest of them lies; -1 where none has an outcome. */
  readonly newestOffset: number
}

/** A stretch of items in a few bytes each; position 0 is the item `first`. */
export interface ItemSlice {
  readonly first: number
  readonly mark: RangeMark
  /** 0 for an item without an outcome, else 1 + the place of its outcome in `outcomes`. */
  readonly states: Uint8Array
  /** Milliseconds of the last attempt; NaN for an item that has no outcome or never ran. */
  readonly durationsMs: Float32Array
  /** The id of the item's error group, 0 where it has none. */
  readonly errorGroups: Uint32Array
}

/** The life of one invocation; times in milliseconds since the epoch, null for what has not come yet. */
export interface InvocationSpan {
  readonly id: number
  readonly firstItem: number
  readonly items: number
  readonly isColdStart: boolean
  readonly isFaulted: boolean
  readonly sentAt: number
  /** When the worker took it up. */
  readonly beganAt: number | null
  /** When the last of its items ended, as far as those tell that were last in line. */
  readonly lastItemAt: number | null
  /** When all that it said had arrived. */
  readonly endedAt: number | null
}

/** What the items of an error group have in common. */
export interface ErrorGroupName {
  readonly id: number
  readonly name: string
  readonly message: string
  /** `file:line:column` in the user's code. */
  readonly location: string | null
}

/**
 * Reads all of a job for pictures of it, in slices whose size the caller chooses: 2,000 items take 2 ms, the question
 * whether they changed a tenth of that. Also while the runner writes.
 */
export class JobSurvey implements Disposable {
  readonly #database: DatabaseSync | null

  /** A job that has recorded nothing yet reads as empty. Throws a WrenError for one of another version. */
  constructor(folder: JobFolder) {
    this.#database = openIndexForReading(folder.index)
  }

  /** Tells whether the items from `first` up to, not with, `end` have changed since they were read. */
  mark(first: number, end: number): RangeMark {
    const sql = 'SELECT count(*) AS recorded, max(offset) AS newest FROM item WHERE item >= ? AND item < ?'
    const [row] = this.#rows(sql, first, end)
    return { recorded: Number(row?.['recorded'] ?? 0), newestOffset: Number(row?.['newest'] ?? -1) }
  }

  /** The items from `first` up to, not with, `end`. */
  items(first: number, end: number): ItemSlice {
    const length = end - first
    const states = new Uint8Array(length)
    const durationsMs = new Float32Array(length).fill(Number.NaN)
    const errorGroups = new Uint32Array(length)
    let newestOffset = -1
    const sql = `SELECT item, outcome, iif(invocation IS NULL, NULL, ms) AS ms, offset, error_group FROM item
      WHERE item >= ? AND item < ?`
    const rows = this.#rows(sql, first, end)
    for (const row of rows) {
      const at = Number(row['item']) - first
      states[at] = 1 + Number(row['outcome'])
      if (row['ms'] !== null) durationsMs[at] = Number(row['ms'])
      if (row['error_group'] !== null) errorGroups[at] = Number(row['error_group'])
      newestOffset = Math.max(newestOffset, Number(row['offset']))
    }
    return { first, mark: { recorded: rows.length, newestOffset }, states, durationsMs, errorGroups }
  }

  /** The invocations sent after the one with the id `after`, in the order in which they were sent. */
  invocations(after: number, limit: number): readonly InvocationSpan[] {
    return this.#rows(`${spanQuery} WHERE id > ? ORDER BY id LIMIT ?`, after, limit).map(invocationSpan)
  }

  /** Those with the given ids. */
  invocationsById(ids: readonly number[]): readonly InvocationSpan[] {
    const sql = `${spanQuery} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`
    return this.#rows(sql, JSON.stringify(ids)).map(invocationSpan)
  }

  /** The error groups with the given ids. */
  errorGroups(ids: readonly number[]): readonly ErrorGroupName[] {
    const sql = 'SELECT id, name, message, location FROM error_group WHERE id IN (SELECT value FROM json_each(?))'
    return this.#rows(sql, JSON.stringify(ids)).map((row) => ({
      id: Number(row['id']),
      name: String(row['name']),
      message: String(row['message']),
      location: typeof row['location'] === 'string' ? row['location'] : null,
    }))
  }

  [Symbol.dispose](): void {
    this.#database?.close()
  }

  #rows(sql: string, ...values: (number | string)[]): Record<string, unknown>[] {
    return this.#database?.prepare(sql).all(...values) ?? []
  }
}

// An invocation's items are neighbours but for what ran again, and end nearly in order: its end is among the last few.
const spanQuery = `SELECT id, first_item, items, cold_start, fault, sent_at, began_at, ended_at,
  (SELECT max(ended_at) FROM item
    WHERE item >= max(first_item, first_item + items - 16) AND item < first_item + items AND invocation = id)
    AS last_item_at FROM invocation`

function invocationSpan(row: Record<string, unknown>): InvocationSpan {
  return {
    id: Number(row['id']),
    firstItem: Number(row['first_item']),
    items: Number(row['items']),
    isColdStart: row['cold_start'] === 1,
    isFaulted: row['fault'] !== null,
    sentAt: Number(row['sent_at']),
    beganAt: timeOrNull(row['began_at']),
    lastItemAt: timeOrNull(row['last_item_at']),
    endedAt: timeOrNull(row['ended_at']),
  }
}

const timeOrNull = (value: unknown): number | null => (value === null ? null : Number(value))
