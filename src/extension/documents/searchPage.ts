import type { LogLine } from '#runtime-client'
import type { ClientSource } from '../runtimeClient.ts'
import type { DocumentPage } from './documentPage.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { renderSearch } from './renderSearch.ts'

/** Lines that a search shows. */
const mostLines = 10_000

/** The document of a search in a job's logs, as they were when it was opened. */
export class SearchPage implements DocumentPage {
  readonly #clients: ClientSource
  readonly #jobId: string
  readonly #searched: string
  readonly #shownPath: (path: string) => string

  constructor(
    clients: ClientSource,
    { jobId, searched }: { readonly jobId: string; readonly searched: string },
    shownPath: (path: string) => string,
  ) {
    this.#clients = clients
    this.#jobId = jobId
    this.#searched = searched
    this.#shownPath = shownPath
  }

  readonly onDidChange = (): { dispose(): void } => ({ dispose: () => undefined })

  async render(): Promise<RenderedDocument> {
    const client = await this.#clients.open()
    const { snapshot } = client.readJob(this.#jobId)
    const lines: LogLine[] = []
    let isCut = false
    for await (const line of client.searchLogs(this.#jobId, this.#searched)) {
      isCut = lines.length === mostLines
      if (isCut) break
      lines.push(line)
    }
    return renderSearch({
      jobId: this.#jobId,
      label: snapshot.label,
      searched: this.#searched,
      lines,
      isCut,
      shownPath: this.#shownPath,
    })
  }

  dispose(): void {}
}
