import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { outcomes, type Outcome, type OutcomeCounts } from '#protocol/outcome'
import type { JobFolder } from './jobFolder.ts'
import { countOutcomes, outcomeOf } from './countOutcomes.ts'
import { openIndexForReading } from './jobIndex.ts'
import { excerptBytes, resultExcerpt } from './resultExcerpt.ts'

const blockBytes = 1_000_000
const jumpBytes = 16_384

/** Some items of a job that failed in the same way. */
export interface ErrorGroupSummary {
  readonly id: number
  readonly name: string
  readonly message: string
  /** `file:line:column` in the user's code. */
  readonly location: string | null
  readonly count: number
  readonly firstIndex: number
}

/** One invocation as the job's index has it; times in milliseconds since the epoch. */
export interface InvocationSummary {
  readonly id: number
  readonly requestId: string | null
  readonly logStream: string | null
  readonly coldStart: boolean | null
  readonly firstItem: number
  readonly items: number
  readonly sentAt: number
  readonly beganAt: number | null
  readonly endedAt: number | null
  readonly fault: string | null
}

/** A recorded item without its value. */
export interface ItemSummary {
  readonly index: number
  readonly outcome: Outcome
  readonly attempts: number
  readonly ms: number
  readonly endedAt: number
  readonly invocation: number | null
}

/** An item and the beginning of its value or error, in one line. */
export interface ItemPreview extends ItemSummary {
  readonly excerpt: string
}

/** What a page of items is asked for: those after `after` and up to `last`, with an outcome or of an error group. */
export interface ItemQuery {
  readonly outcome?: Outcome
  readonly errorGroup?: number
  readonly invocation?: number
  readonly after?: number
  readonly last?: number
  readonly limit: number
}

/** Text that an item wrote. */
export interface LogLine {
  readonly index: number | null
  readonly attempt: number | null
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
  readonly at: number
}

interface Place {
  readonly offset: number
  readonly length: number
}

/**
 * Reads a job's index, records and logs, also while its runner writes them: rows are committed after the bytes, so
 * whatever a row points to is there. Everything is read in pages; nothing grows with the job.
 */
export class JobReader implements Disposable {
  readonly #folder: JobFolder
  readonly #database: DatabaseSync | null

  /** A job that has recorded nothing yet has no index and reads as empty. Throws a WrenError for one of another version. */
  constructor(folder: JobFolder) {
    this.#folder = folder
    this.#database = existsSync(folder.index) ? openIndexForReading(folder.index) : null
  }

  counts(): OutcomeCounts {
    if (this.#database !== null) return countOutcomes(this.#database)
    return { succeeded: 0, threw: 0, timedOut: 0, crashed: 0, unserializable: 0, neverRan: 0, cancelled: 0 }
  }

  /** The groups of failures, the largest first. */
  errorGroups(): readonly ErrorGroupSummary[] {
    // Counted along the index before the names are looked up: five times as fast for 100,000 failures.
    const sql = `SELECT g.id, g.name, g.message, g.location, count, first FROM
      (SELECT error_group, count(*) AS count, min(item) AS first FROM item
        WHERE error_group IS NOT NULL GROUP BY error_group)
      JOIN error_group g ON g.id = error_group ORDER BY count DESC, first`
    return this.#rows(sql).map((row) => ({
      id: Number(row['id']),
      name: String(row['name']),
      message: String(row['message']),
      location: textOrNull(row['location']),
      count: Number(row['count']),
      firstIndex: Number(row['first']),
    }))
  }

  /** A page of recorded items by index. */
  items(query: ItemQuery): readonly ItemSummary[] {
    return this.#itemRows(query).map(itemSummary)
  }

  /** A recorded item, or null where it has no outcome yet. */
  item(index: number): ItemSummary | null {
    const [item] = this.items({ after: index - 1, limit: 1 })
    return item?.index === index ? item : null
  }

  /** A page of recorded items by index, with a look into their results that costs no more for large ones. */
  itemPreviews(query: ItemQuery): readonly ItemPreview[] {
    const rows = this.#itemRows(query)
    if (rows.length === 0) return []
    const descriptor = openSync(this.#folder.records, 'r')
    try {
      const head = Buffer.allocUnsafe(excerptBytes)
      return rows.map((row) => {
        const { offset, length } = placeOf(row)
        const read = readSync(descriptor, head, 0, Math.min(length, head.length), offset)
        return { ...itemSummary(row), excerpt: resultExcerpt(head.toString('utf8', 0, read)) }
      })
    } finally {
      closeSync(descriptor)
    }
  }

  /** A page of invocations in the order in which they were sent. */
  invocations(after: number, limit: number): readonly InvocationSummary[] {
    return this.#rows('SELECT * FROM invocation WHERE id > ? ORDER BY id LIMIT ?', after, limit).map((row) => ({
      id: Number(row['id']),
      requestId: textOrNull(row['request_id']),
      logStream: textOrNull(row['log_stream']),
      coldStart: row['cold_start'] === null ? null : Boolean(row['cold_start']),
      firstItem: Number(row['first_item']),
      items: Number(row['items']),
      sentAt: Number(row['sent_at']),
      beganAt: numberOrNull(row['began_at']),
      endedAt: numberOrNull(row['ended_at']),
      fault: textOrNull(row['fault']),
    }))
  }

  /** An invocation, or null where there is none of that id. */
  invocation(id: number): InvocationSummary | null {
    const [invocation] = this.invocations(id - 1, 1)
    return invocation?.id === id ? invocation : null
  }

  /** The public result line of an item, or null where it has none yet. */
  resultLine(index: number): string | null {
    for (const row of this.#rows('SELECT offset, length FROM item WHERE item = ?', index)) {
      for (const line of readLines(this.#folder.records, [placeOf(row)])) return line
    }
    return null
  }

  /** The public result lines in input order. */
  *resultLines(): Generator<string> {
    if (this.#database === null) return
    const rows = this.#database.prepare('SELECT offset, length FROM item ORDER BY item').iterate()
    yield* readLines(this.#folder.records, rows.map(placeOf))
  }

  /** What was logged, in the order in which it came; of one item where `index` is given. */
  *logLines(index?: number): Generator<LogLine> {
    if (this.#database === null) return
    const where = index === undefined ? '' : 'WHERE item = ?'
    const statement = this.#database.prepare(`SELECT offset, length FROM log ${where} ORDER BY id`)
    const rows = index === undefined ? statement.iterate() : statement.iterate(index)
    for (const line of readLines(this.#folder.logs, rows.map(placeOf))) {
      const log: LogLine = JSON.parse(line)
      yield log
    }
  }

  [Symbol.dispose](): void {
    this.#database?.close()
  }

  #itemRows(query: ItemQuery): Record<string, unknown>[] {
    const where = ['item > ?']
    const values: number[] = [query.after ?? -1]
    if (query.last !== undefined) {
      where.push('item <= ?')
      values.push(query.last)
    }
    if (query.outcome !== undefined) {
      where.push(query.outcome === 'succeeded' ? 'outcome = ?' : 'outcome = ? AND outcome <> 0')
      values.push(outcomes.indexOf(query.outcome))
    }
    if (query.errorGroup !== undefined) {
      where.push('error_group = ?')
      values.push(query.errorGroup)
    }
    if (query.invocation !== undefined) {
      where.push('invocation = ?')
      values.push(query.invocation)
    }
    return this.#rows(`SELECT * FROM item WHERE ${where.join(' AND ')} ORDER BY item LIMIT ?`, ...values, query.limit)
  }

  #rows(sql: string, ...values: number[]): Record<string, unknown>[] {
    return this.#database?.prepare(sql).all(...values) ?? []
  }
}

/** Reads lines that lie at known places, a block at a time where they are neighbours. */
function* readLines(path: string, places: Iterable<Place>): Generator<string> {
  const descriptor = openSync(path, 'r')
  try {
    let block = Buffer.alloc(0)
    let blockStart = 0
    let nextLine = 0
    for (const { offset, length } of places) {
      if (offset < blockStart || offset + length > blockStart + block.length) {
        // Results of many streams lie in each other's way: whoever has to jump will soon jump again.
        const ahead = offset === nextLine ? blockBytes : jumpBytes
        block = Buffer.allocUnsafe(Math.max(length, ahead))
        block = block.subarray(0, readSync(descriptor, block, 0, block.length, offset))
        blockStart = offset
      }
      nextLine = offset + length + 1
      yield block.toString('utf8', offset - blockStart, offset - blockStart + length)
    }
  } finally {
    closeSync(descriptor)
  }
}

const placeOf = (row: Record<string, unknown>): Place => ({
  offset: Number(row['offset']),
  length: Number(row['length']),
})

const itemSummary = (row: Record<string, unknown>): ItemSummary => ({
  index: Number(row['item']),
  outcome: outcomeOf(row['outcome']),
  attempts: Number(row['attempts']),
  ms: Number(row['ms']),
  endedAt: Number(row['ended_at']),
  invocation: numberOrNull(row['invocation']),
})

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value))
