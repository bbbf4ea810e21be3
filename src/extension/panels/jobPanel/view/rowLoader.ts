import type { PanelRow, RowQuery } from '../messages/messages.ts'
import type { Filter } from './filter.ts'
import type { PageHost } from './pageHost.ts'

/** Rows that the table has, and whether there are more behind them. */
export interface LoadedRows {
  readonly rows: readonly PanelRow[]
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly fault: string | null
}

const rowsPerPage = 200

/** Reads the table's rows page by page. An answer that comes after the question has changed is dropped. */
export class RowLoader {
  readonly #host: PageHost
  readonly #tell: (rows: LoadedRows) => void
  #query: Omit<RowQuery, 'after' | 'limit'> = { outcome: null, errorGroup: null, last: null }
  #from = -1
  #loaded: LoadedRows = { rows: [], hasMore: true, isLoading: false, fault: null }
  #question = 0

  constructor(host: PageHost, tell: (rows: LoadedRows) => void) {
    this.#host = host
    this.#tell = tell
  }

  /** Begins anew with the items that a filter lets through. What is shown stays until the answer is there. */
  async show({ outcome, errorGroup, range }: Filter): Promise<void> {
    this.#query = { outcome, errorGroup, last: range?.last ?? null }
    this.#from = (range?.first ?? 0) - 1
    await this.#load([], rowsPerPage)
  }

  /** Reads what is shown once more, for a job that goes on. */
  async refresh(): Promise<void> {
    if (!this.#loaded.isLoading) await this.#load([], Math.max(rowsPerPage, this.#loaded.rows.length))
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    if (this.#loaded.hasMore && !this.#loaded.isLoading) await this.#load(this.#loaded.rows, rowsPerPage)
  }

  async #load(before: readonly PanelRow[], limit: number): Promise<void> {
    const question = ++this.#question
    this.#set({ ...this.#loaded, isLoading: true, fault: null })
    try {
      const after = before.at(-1)?.index ?? this.#from
      const page = await this.#host.readRows({ ...this.#query, after, limit })
      if (question !== this.#question) return
      this.#set({ rows: [...before, ...page.rows], hasMore: !page.isLast, isLoading: false, fault: null })
    } catch (error) {
      if (question !== this.#question) return
      const fault = error instanceof Error ? error.message : String(error)
      this.#set({ ...this.#loaded, isLoading: false, fault })
    }
  }

  #set(loaded: LoadedRows): void {
    this.#loaded = loaded
    this.#tell(loaded)
  }
}
