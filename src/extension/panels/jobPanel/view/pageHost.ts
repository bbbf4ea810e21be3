import type { PanelAction, RowPage, RowQuery } from '../messages/messages.ts'

/** What the page asks of its host. */
export interface PageHost {
  act(action: PanelAction): void
  /** Rejects where the job's files cannot be read. */
  readRows(query: RowQuery): Promise<RowPage>
  tryAgain(): void
}
