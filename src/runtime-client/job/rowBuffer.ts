import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

/** With 9 columns far below SQLite's limit of 32,766 parameters; more at once is no faster. */
const rowsAtOnce = 50

/**
 * Rows that wait to be inserted into one table. They are kept as one flat list and inserted many at a time, for rows
 * come by the hundred thousand, and an object and a call for each would cost more than the insertion itself.
 */
export class RowBuffer {
  readonly #columns: number
  readonly #insertOne: StatementSync
  readonly #insertMany: StatementSync
  #values: SQLInputValue[] = []

  /** `insert` is the statement up to and with `VALUES`. */
  constructor(database: DatabaseSync, insert: string, columns: number) {
    const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`
    this.#columns = columns
    this.#insertOne = database.prepare(`${insert} ${row}`)
    this.#insertMany = database.prepare(`${insert} ${Array.from({ length: rowsAtOnce }, () => row).join(', ')}`)
  }

  get isEmpty(): boolean {
    return this.#values.length === 0
  }

  add(...row: SQLInputValue[]): void {
    for (const value of row) this.#values.push(value)
  }

  /** Inserts what waits; it goes on waiting until `clear`, so that a transaction that fails can be tried again. */
  insert(): void {
    const many = rowsAtOnce * this.#columns
    let at = 0
    for (; at + many <= this.#values.length; at += many) this.#insertMany.run(...this.#values.slice(at, at + many))
    for (; at < this.#values.length; at += this.#columns) {
      this.#insertOne.run(...this.#values.slice(at, at + this.#columns))
    }
  }

  clear(): void {
    this.#values = []
  }
}
