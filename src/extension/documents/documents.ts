import { homedir } from 'node:os'
import { sep } from 'node:path'
import * as vscode from 'vscode'
import { linkCommandIds } from '../commandIds.ts'
import { debugItem } from '../debug/debugItem.ts'
import { stopAtUncaught } from '../debug/stopAtUncaught.ts'
import { DisposableStore } from '../disposableStore.ts'
import type { Disposes } from '../emitter.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import type { ClientSource } from '../runtimeClient.ts'
import type { ShowError } from '../showError.ts'
import { type DocumentAddress, documentAddress, documentUri } from './documentAddress.ts'
import type { DocumentPage } from './documentPage.ts'
import { InvocationPage } from './invocationPage.ts'
import { ItemPage } from './itemPage.ts'
import { SearchPage } from './searchPage.ts'
import { VirtualDocuments } from './virtualDocuments.ts'

const notTrusted = 'Wren runs nothing in a workspace that is not trusted.'

/** The documents of items, invocations' logs and searches, and the commands that open them. */
export class Documents implements Disposes {
  readonly #clients: ClientSource
  readonly #jobs: JobsModel
  readonly #owned = new DisposableStore()

  constructor(clients: ClientSource, jobs: JobsModel, showError: ShowError) {
    this.#clients = clients
    this.#jobs = jobs
    this.#owned.add(stopAtUncaught())
    this.#owned.add(new VirtualDocuments((uri) => this.#openPage(uri)))
    const register = (id: string, open: (jobId: string, number: number) => Promise<void>): void => {
      const run = (jobId: unknown, number: unknown): void => {
        if (typeof jobId !== 'string' || typeof number !== 'number') return
        if (vscode.workspace.isTrusted) open(jobId, number).catch(showError)
        else void vscode.window.showWarningMessage(notTrusted)
      }
      this.#owned.add(vscode.commands.registerCommand(id, run))
    }
    register(linkCommandIds.openItem, async (jobId, index) => await openDocument({ kind: 'item', jobId, index }))
    register(linkCommandIds.debugItem, async (jobId, index) => await debugItem(this.#clients, jobId, index))
    register(linkCommandIds.openInvocation, async (jobId, invocationId) => {
      await openDocument({ kind: 'invocation', jobId, invocationId })
    })
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #openPage(uri: vscode.Uri): DocumentPage | null {
    if (!vscode.workspace.isTrusted) throw new Error(notTrusted)
    const address = documentAddress(uri)
    switch (address?.kind) {
      case 'item':
        return new ItemPage(this.#clients, this.#jobs, address, shownPath)
      case 'invocation':
        return new InvocationPage(this.#clients, address, shownPath)
      case 'search':
        return new SearchPage(this.#clients, address, shownPath)
      case undefined:
        return null
    }
  }
}

/** Shows a document, in the tab that it has already where it has one. */
export async function openDocument(address: DocumentAddress): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from(documentUri(address)))
  await vscode.window.showTextDocument(document, { preview: true })
}

/** A path as people know it: inside the workspace from its folder on, inside their home from `~` on. */
function shownPath(path: string): string {
  const inWorkspace = vscode.workspace.asRelativePath(path)
  if (inWorkspace !== path) return inWorkspace
  return path.startsWith(homedir() + sep) ? `~${path.slice(homedir().length)}` : path
}
