import { existsSync, statSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { outcomes, type Outcome, type OutcomeCounts } from '#protocol/outcome'
import { AppendFile } from './appendFile.ts'
import type { JobFolder } from './jobFolder.ts'
import { countOutcomes } from './countOutcomes.ts'
import { RowBuffer } from './rowBuffer.ts'
import { openIndexForWriting } from './jobIndex.ts'

/** A recorded end of an item, as the store takes it. */
export interface ItemRecord {
  readonly index: number
  readonly outcome: Outcome
  readonly attempts: number
  readonly ms: number
  readonly endedAt: number
  /** Null where the item never ran. */
  readonly invocation: number | null
  /** The public result line, without a line break. */
  readonly line: string
  readonly errorGroup: ErrorGroup | null
}

/** Failures that a reader takes for the same one. */
export interface ErrorGroup {
  readonly key: string
  readonly name: string
  readonly message: string
  /** `file:line:column` of the user's own code, where it is known. */
  readonly location: string | null
}

/** An invocation as it is known when it is sent, and what is learned of it later. */
export interface InvocationRecord {
  readonly batchId: string
  readonly firstItem: number
  readonly items: number
  readonly sentAt: number
}

export interface InvocationProgress {
  readonly requestId?: string
  readonly logStream?: string
  readonly coldStart?: boolean
  readonly beganAt?: number
  readonly endedAt?: number
  readonly fault?: string
}

/** More kinds of failure than anybody looks at; an error whose message is never the same must not fill the memory. */
const mostErrorGroups = 2_000
const otherErrors: ErrorGroup = { key: '', name: 'Error', message: 'Further errors, of many kinds', location: null }

/**
 * Writes a job's records, logs and index. There is one writer, the runner. Nothing counts as recorded before `commit`
 * has returned: it writes the bytes first and then commits the rows that point to them, all or none.
 */
export class JobStore implements Disposable {
  readonly #database: DatabaseSync
  readonly #records: AppendFile
  readonly #logs: AppendFile
  readonly #items: RowBuffer
  readonly #insertLog: StatementSync
  readonly #insertInvocation: StatementSync
  readonly #updateInvocation: StatementSync
  readonly #insertErrorGroup: StatementSync
  readonly #errorGroups = new Map<string, number>()
  #rows: (() => void)[] = []
  #nextInvocation: number

  constructor(folder: JobFolder) {
    this.#database = openIndexForWriting(folder.index)
    this.#forgetLost('item', folder.records)
    this.#forgetLost('log', folder.logs)
    this.#records = new AppendFile(folder.records, this.#committedBytes('item'))
    this.#logs = new AppendFile(folder.logs, this.#committedBytes('log'))
    this.#items = new RowBuffer(this.#database, 'INSERT OR REPLACE INTO item VALUES', 9)
    this.#insertLog = this.#database.prepare('INSERT INTO log (item, invocation, offset, length) VALUES (?, ?, ?, ?)')
    this.#insertInvocation = this.#database.prepare(
      'INSERT INTO invocation (id, batch_id, first_item, items, sent_at) VALUES (?, ?, ?, ?, ?)',
    )
    this.#updateInvocation = this.#database.prepare(
      `UPDATE invocation SET request_id = coalesce(?, request_id), log_stream = coalesce(?, log_stream),
       cold_start = coalesce(?, cold_start), began_at = coalesce(?, began_at), ended_at = coalesce(?, ended_at),
       fault = coalesce(?, fault) WHERE id = ?`,
    )
    this.#insertErrorGroup = this.#database.prepare('INSERT INTO error_group VALUES (?, ?, ?, ?, ?)')
    for (const row of this.#database.prepare('SELECT id, key FROM error_group').all()) {
      this.#errorGroups.set(String(row['key']), Number(row['id']))
    }
    const last = this.#database.prepare('SELECT max(id) AS id FROM invocation').get()?.['id']
    this.#nextInvocation = Number(last ?? 0) + 1
  }

  /** Bytes and rows that wait for `commit`. */
  get waitingBytes(): number {
    return this.#records.waitingBytes + this.#logs.waitingBytes
  }

  get hasWaiting(): boolean {
    return this.#rows.length > 0 || !this.#items.isEmpty
  }

  /** What earlier runs of the job recorded. */
  *recorded(): Generator<{ readonly index: number; readonly outcome: Outcome; readonly attempts: number }> {
    for (const row of this.#database.prepare('SELECT item, outcome, attempts FROM item').iterate()) {
      const outcome = outcomes[Number(row['outcome'])]
      if (outcome !== undefined) yield { index: Number(row['item']), outcome, attempts: Number(row['attempts']) }
    }
  }

  /** Of what is committed. */
  counts(): OutcomeCounts {
    return countOutcomes(this.#database)
  }

  addInvocation(invocation: InvocationRecord): number {
    const id = this.#nextInvocation++
    this.#rows.push(() =>
      this.#insertInvocation.run(id, invocation.batchId, invocation.firstItem, invocation.items, invocation.sentAt),
    )
    return id
  }

  updateInvocation(id: number, progress: InvocationProgress): void {
    this.#rows.push(() =>
      this.#updateInvocation.run(
        progress.requestId ?? null,
        progress.logStream ?? null,
        progress.coldStart === undefined ? null : Number(progress.coldStart),
        progress.beganAt ?? null,
        progress.endedAt ?? null,
        progress.fault ?? null,
        id,
      ),
    )
  }

  addItem(record: ItemRecord): void {
    const { offset, length } = this.#records.append(record.line)
    const group = record.errorGroup === null ? null : this.#errorGroupId(record.errorGroup)
    const outcome = outcomes.indexOf(record.outcome)
    const { index, attempts, ms, endedAt, invocation } = record
    this.#items.add(index, outcome, attempts, ms, endedAt, offset, length, invocation, group)
  }

  /** `index` is null for what cannot be told from which item it came. */
  addLog(index: number | null, invocation: number, line: string): void {
    const { offset, length } = this.#logs.append(line)
    this.#rows.push(() => this.#insertLog.run(index, invocation, offset, length))
  }

  /** Throws what the file system or SQLite throws, a full disk above all; nothing of the commit counts then. */
  commit(): void {
    if (!this.hasWaiting) return
    this.#records.flush()
    this.#logs.flush()
    this.#database.exec('BEGIN')
    try {
      for (const insert of this.#rows) insert()
      this.#items.insert()
      this.#database.exec('COMMIT')
    } catch (error) {
      // SQLite rolls back by itself on some errors, a full disk among them.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
    this.#rows = []
    this.#items.clear()
  }

  [Symbol.dispose](): void {
    this.#records[Symbol.dispose]()
    this.#logs[Symbol.dispose]()
    this.#database.close()
  }

  /** Where the machine itself went down, rows may have outlived the bytes that they point to: those items run again. */
  #forgetLost(table: 'item' | 'log', path: string): void {
    const bytes = existsSync(path) ? statSync(path).size : 0
    this.#database.prepare(`DELETE FROM ${table} WHERE offset + length >= ?`).run(bytes)
  }

  #committedBytes(table: 'item' | 'log'): number {
    const end = this.#database.prepare(`SELECT max(offset + length) AS committed FROM ${table}`).get()?.['committed']
    // The line break behind the last line belongs to it.
    return end === null || end === undefined ? 0 : Number(end) + 1
  }

  #errorGroupId(group: ErrorGroup): number {
    const known = this.#errorGroups.get(group.key)
    if (known !== undefined) return known
    if (this.#errorGroups.size >= mostErrorGroups && group.key !== otherErrors.key)
      return this.#errorGroupId(otherErrors)
    const id = this.#errorGroups.size + 1
    this.#errorGroups.set(group.key, id)
    this.#rows.push(() => this.#insertErrorGroup.run(id, group.key, group.name, group.message, group.location))
    return id
  }
}
