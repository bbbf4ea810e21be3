import { setTimeout } from 'node:timers/promises'
import * as vscode from 'vscode'
import { Coalescer } from '../coalescer.ts'
import { linkCommandIds, viewIds } from '../commandIds.ts'
import { DisposableStore } from '../disposableStore.ts'
import { isLiving } from '../jobs/job.ts'
import type { JobChange, JobsModel } from '../jobs/jobsModel.ts'
import { JobNode } from './jobNode.ts'
import { MessageNode } from './messageNode.ts'
import { MoreNode } from './moreNode.ts'
import { toTreeItem } from './toTreeItem.ts'
import { pageSize, type TreeNode, type TreeReading } from './treeNode.ts'

/** Rows of living jobs are drawn this often: what is unfolded below is read again each time. */
const drawEveryMs = 250

/** How long a click waits for its row to be drawn. */
const mostLooks = 80
const lookEveryMs = 25

/** The view of all jobs. */
export class JobsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #jobs: JobsModel
  readonly #reading: TreeReading
  readonly #nodes = new Map<string, JobNode>()
  readonly #pages = new Map<string, number>()
  readonly #stale = new Set<JobNode>()
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new vscode.EventEmitter<TreeNode | undefined>())
  readonly #drawing = this.#owned.add(new Coalescer(drawEveryMs, () => this.#draw()))
  readonly #view: vscode.TreeView<TreeNode>
  #isListStale = false

  readonly onDidChangeTreeData = this.#changes.event

  constructor(jobs: JobsModel, readPages: TreeReading['readPages']) {
    this.#jobs = jobs
    this.#reading = { readPages, pagesShown: (nodeId) => this.#pages.get(nodeId) ?? 1 }
    this.#owned.add(jobs.onDidChangeJob((change) => this.#note(change)))
    this.#view = this.#owned.add(vscode.window.createTreeView(viewIds.jobs, { treeDataProvider: this }))
    this.#owned.add(vscode.commands.registerCommand(linkCommandIds.openRow, async () => await this.#openSelected()))
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return toTreeItem(node.row(), node.id)
  }

  getParent(node: TreeNode): TreeNode | null {
    return node.parent
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node === undefined) {
      // An empty list would be taken for there being no jobs.
      if (vscode.workspace.isTrusted) await this.#jobs.firstRead
      return this.#jobNodes()
    }
    try {
      return [...(await node.children())]
    } catch (error) {
      // Such as a job that was removed just now, or one of a newer version.
      return [new MessageNode(node, error instanceof Error ? error.message : String(error), { name: 'warning' })]
    }
  }

  /** Shows one page more of what a `More…` stands for. */
  showMore({ of }: MoreNode): void {
    const nodeId = of?.id ?? ''
    this.#pages.set(nodeId, this.#reading.pagesShown(nodeId) + 1)
    this.#changes.fire(of ?? undefined)
  }

  dispose(): void {
    this.#owned.dispose()
  }

  async #openSelected(): Promise<void> {
    const command = (await this.#selected())?.row().command
    if (command !== undefined) await vscode.commands.executeCommand(command.id, ...command.arguments)
  }

  /**
   * The editor tells which row is selected before it runs the row's command; but it knows no node below one that it
   * is about to draw anew.
   */
  async #selected(): Promise<TreeNode | undefined> {
    for (let look = 0; look < mostLooks && this.#view.selection.length === 0; look++) await setTimeout(lookEveryMs)
    return this.#view.selection[0]
  }

  #jobNodes(): TreeNode[] {
    const jobs = this.#jobs.jobs()
    const shown = this.#reading.pagesShown('') * pageSize
    const nodes: TreeNode[] = jobs.slice(0, shown).map((job) => {
      const node = this.#nodes.get(job.jobId) ?? new JobNode(job, this.#reading)
      this.#nodes.set(job.jobId, node)
      return node
    })
    return jobs.length > shown ? [...nodes, new MoreNode(null)] : nodes
  }

  #note({ jobId, job, before }: JobChange): void {
    const node = this.#nodes.get(jobId)
    if (job === null) this.#nodes.delete(jobId)
    else node?.show(job)
    const isListed = job !== null && before !== null
    if (!isListed || isLiving(job.snapshot.state) !== isLiving(before.snapshot.state)) this.#isListStale = true
    else if (node !== undefined) this.#stale.add(node)
    this.#drawing.request()
  }

  #draw(): void {
    if (this.#isListStale) this.#changes.fire(undefined)
    else for (const node of this.#stale) this.#changes.fire(node)
    this.#isListStale = false
    this.#stale.clear()
    const running = this.#jobs.livingJobs().length
    const tooltip = running === 1 ? '1 job is running' : `${running} jobs are running`
    this.#view.badge = running === 0 ? undefined : { value: running, tooltip }
  }
}
