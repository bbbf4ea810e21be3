import * as vscode from 'vscode'
import { viewIds } from '../commandIds.ts'
import { DisposableStore } from '../disposableStore.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { toTreeItem } from '../jobsTree/toTreeItem.ts'
import type { Row } from '../jobsTree/treeNode.ts'
import type { ClientSource } from '../runtimeClient.ts'
import type { SettingValues } from '../settings.ts'
import { runtimeRows, type RuntimeView } from './runtimeRows.ts'

/** The view of the place where jobs run. AWS is asked when the view is opened or refreshed, and at no other time. */
export class RuntimeTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #clients: ClientSource
  readonly #settings: SettingValues
  readonly #version: string
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new vscode.EventEmitter<void>())
  #view: RuntimeView | null = null

  readonly onDidChangeTreeData = this.#changes.event

  constructor(clients: ClientSource, settings: SettingValues, jobs: JobsModel, version: string) {
    this.#clients = clients
    this.#settings = settings
    this.#version = version
    this.#owned.add(settings.profile.onDidChange(() => this.refresh()))
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()))
    // A job starts the local cloud where it is not running.
    this.#owned.add(
      jobs.onDidChangeJob(({ job, before }) => {
        const begins = job?.snapshot.state === 'running' && before?.snapshot.state !== 'running'
        if (begins && this.#view?.kind === 'local') this.refresh()
      }),
    )
    this.#owned.add(vscode.window.createTreeView(viewIds.runtime, { treeDataProvider: this }))
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return toTreeItem(row, `runtime/${row.label}`)
  }

  getChildren(): Row[] {
    if (!vscode.workspace.isTrusted) return []
    if (this.#view === null) {
      this.#view = { kind: 'loading', profile: this.#settings.profile.value }
      void this.#look(this.#settings.profile.value)
    }
    return [...runtimeRows(this.#view)]
  }

  /** Looks again once the view is seen. */
  refresh(): void {
    this.#view = null
    this.#changes.fire()
  }

  dispose(): void {
    this.#owned.dispose()
  }

  async #look(profile: string): Promise<void> {
    const view = await this.#read(profile)
    // Another profile may have been chosen meanwhile.
    if (profile !== this.#settings.profile.value) return
    this.#view = view
    this.#changes.fire()
  }

  async #read(profile: string): Promise<RuntimeView> {
    const version = this.#version
    try {
      const client = await this.#clients.open()
      // Asking the local cloud what is deployed would start it.
      if (profile === 'local') return { kind: 'local', version, clouds: await client.localCloudStatus() }
      return { kind: 'aws', version, status: await client.runtimeStatus(profile) }
    } catch (error) {
      return { kind: 'failed', profile, message: error instanceof Error ? error.message : String(error) }
    }
  }
}
