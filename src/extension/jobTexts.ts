import { setImmediate as breathe } from 'node:timers/promises'
import * as vscode from 'vscode'
import { DisposableStore } from './disposableStore.ts'
import { isLiving } from './jobs/job.ts'
import type { JobsModel } from './jobs/jobsModel.ts'
import { jobTextScheme, type JobTextKind, parseJobText } from './jobTextUri.ts'
import type { ClientSource } from './runtimeClient.ts'

/** More than that nobody reads in one document; a file or the command line has it all. */
const mostCharacters = 20_000_000
/** So many lines are read in one go; the editor waits for no more. */
const breatheEvery = 2_000

/** Read-only documents about a whole job: what its items wrote, and the results, of a living job those so far. They survive a reload. */
export class JobTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #clients: ClientSource
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new vscode.EventEmitter<vscode.Uri>())

  readonly onDidChange = this.#changes.event

  constructor(clients: ClientSource, jobs: JobsModel) {
    this.#clients = clients
    this.#owned.add(
      jobs.onDidChangeJob(({ jobId, job }) => {
        if (job !== null && !isLiving(job.snapshot.state)) this.#readAgain(jobId)
      }),
    )
    this.#owned.add(vscode.workspace.registerTextDocumentContentProvider(jobTextScheme, this))
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const wanted = parseJobText(uri.path)
    if (wanted === null) return ''
    const shown: string[] = []
    let characters = 0
    for (const line of await this.#lines(wanted.jobId, wanted.kind)) {
      if (characters > mostCharacters) {
        shown.push(`… and more: wren ${wanted.kind} ${wanted.jobId}`)
        break
      }
      shown.push(line)
      characters += line.length
      if (shown.length % breatheEvery === 0) await breathe()
    }
    return shown.join('\n')
  }

  dispose(): void {
    this.#owned.dispose()
  }

  /** What was opened while the job ran is whole once it has ended. */
  #readAgain(jobId: string): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === jobTextScheme && parseJobText(uri.path)?.jobId === jobId) this.#changes.fire(uri)
    }
  }

  async #lines(jobId: string, kind: JobTextKind): Promise<IteratorObject<string>> {
    const client = await this.#clients.open()
    if (kind === 'results') return Iterator.from(client.resultLines(jobId))
    return Iterator.from(client.logLines(jobId)).flatMap(({ index, text }) =>
      text.split('\n').map((line) => `${index ?? '-'} | ${line}`),
    )
  }
}
