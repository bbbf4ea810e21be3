import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import * as vscode from 'vscode'
import { linkCommandIds } from '../../../commandIds.ts'
import { DisposableStore } from '../../../disposableStore.ts'
import type { Disposes } from '../../../emitter.ts'
import type { Job } from '../../../jobs/job.ts'
import type { JobsModel } from '../../../jobs/jobsModel.ts'
import type { ClientSource } from '../../../runtimeClient.ts'
import type { ShowError } from '../../../showError.ts'
import { findJob } from './findJob.ts'
import { JobPanelSession } from './jobPanelSession.ts'
import { pageHtml } from './pageHtml.ts'
import { takePanelAction } from './takePanelAction.ts'

const viewType = 'wren.jobPanel'

/** The open pages about jobs, at most one a job; after a reload of the window they are restored. */
export class JobPanels implements Disposes {
  readonly #owned = new DisposableStore()
  readonly #extensionUri: vscode.Uri
  readonly #clients: ClientSource
  readonly #jobs: JobsModel
  readonly #showError: ShowError
  readonly #panels = new Map<string, vscode.WebviewPanel>()

  constructor(extensionUri: vscode.Uri, clients: ClientSource, jobs: JobsModel, showError: ShowError) {
    this.#extensionUri = extensionUri
    this.#clients = clients
    this.#jobs = jobs
    this.#showError = showError
    this.#owned.add(
      vscode.commands.registerCommand(linkCommandIds.openJobPanel, (jobId: unknown) => {
        if (typeof jobId === 'string') this.#open(jobId)
      }),
    )
    this.#owned.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: unknown) => this.#restore(panel, state),
      }),
    )
  }

  dispose(): void {
    this.#owned.dispose()
    for (const panel of this.#panels.values()) panel.dispose()
  }

  #open(jobId: string): void {
    const open = this.#panels.get(jobId)
    if (open !== undefined) return open.reveal()
    const job = this.#jobs.job(jobId)
    const title = job === undefined ? 'Wren Job' : titleOf(job)
    this.#fill(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active), jobId)
  }

  #restore(panel: vscode.WebviewPanel, state: unknown): void {
    const jobId = typeof state === 'object' && state !== null && 'jobId' in state ? state.jobId : null
    if (typeof jobId === 'string' && !this.#panels.has(jobId)) this.#fill(panel, jobId)
    else panel.dispose()
  }

  #fill(panel: vscode.WebviewPanel, jobId: string): void {
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist')
    const { webview } = panel
    // A tab shows the file as it is: it knows no current colour.
    const icons = vscode.Uri.joinPath(this.#extensionUri, 'media', 'icons')
    panel.iconPath = {
      light: vscode.Uri.joinPath(icons, 'wren-light.svg'),
      dark: vscode.Uri.joinPath(icons, 'wren-dark.svg'),
    }
    webview.options = { enableScripts: true, localResourceRoots: [dist] }
    const session = this.#startSession(webview, jobId)
    const changes = this.#jobs.onDidChangeJob(({ job, jobId: changed }) => {
      if (changed === jobId && job !== null) panel.title = titleOf(job)
    })
    this.#panels.set(jobId, panel)
    webview.onDidReceiveMessage((envelope: unknown) => session.receive(envelope))
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.pause()
    })
    panel.onDidDispose(() => {
      this.#panels.delete(jobId)
      changes.dispose()
      session.dispose()
    })
    webview.html = pageHtml({
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'jobPanel.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'jobPanel.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      jobId,
    })
  }

  #startSession(webview: vscode.Webview, jobId: string): JobPanelSession {
    const clients = this.#clients
    return new JobPanelSession(jobId, {
      findJob: async () => await findJob(clients, this.#jobs, jobId),
      onDidChangeJob: this.#jobs.onDidChangeJob,
      openSurvey: async () => (await clients.open()).openSurvey(jobId),
      readPreviews: async (query) => {
        using reader = (await clients.open()).openJob(jobId)
        return reader.itemPreviews(query)
      },
      act: async (action) => await takePanelAction(jobId, action).catch(this.#showError),
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own, not a window's
      post: (envelope) => void webview.postMessage(envelope),
      now: () => Date.now(),
    })
  }
}

const titleOf = ({ request }: Job): string =>
  request.inputPath === '-' ? request.exportName : `${request.exportName} over ${basename(request.inputPath)}`
