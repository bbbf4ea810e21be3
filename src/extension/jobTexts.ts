import * as vscode from 'vscode'
import { jobTextScheme, type JobTextKind, parseJobText } from './jobTextUri.ts'
import type { ClientSource } from './runtimeClient.ts'

/** More than that nobody reads in one document; a file or the command line has it all. */
const mostLines = 100_000

/** Read-only documents about a whole job: what its items wrote, and the results so far. They survive a reload. */
export class JobTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #clients: ClientSource
  readonly #registration: vscode.Disposable

  constructor(clients: ClientSource) {
    this.#clients = clients
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(jobTextScheme, this)
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const wanted = parseJobText(uri.path)
    if (wanted === null) return ''
    const lines = await this.#lines(wanted.jobId, wanted.kind)
    const shown = lines.take(mostLines + 1).toArray()
    if (shown.length <= mostLines) return shown.join('\n')
    return [...shown.slice(0, mostLines), `… and more: wren ${wanted.kind} ${wanted.jobId}`].join('\n')
  }

  dispose(): void {
    this.#registration.dispose()
  }

  async #lines(jobId: string, kind: JobTextKind): Promise<IteratorObject<string>> {
    const client = await this.#clients.open()
    if (kind === 'results') return Iterator.from(client.resultLines(jobId))
    return Iterator.from(client.logLines(jobId)).flatMap(({ index, text }) =>
      text.split('\n').map((line) => `${index ?? '-'} | ${line}`),
    )
  }
}
