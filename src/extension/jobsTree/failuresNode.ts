import { failedItems, type Job } from '../jobs/job.ts'
import { formatCount } from '../quantities.ts'
import { ErrorGroupNode } from './errorGroupNode.ts'
import { MoreNode } from './moreNode.ts'
import { pageSize, type Row, type TreeNode, type TreeReading } from './treeNode.ts'

/** The items of a job that did not succeed, grouped by how they failed. */
export class FailuresNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly #failed: number
  readonly #reading: TreeReading

  constructor(parent: TreeNode, job: Job, reading: TreeReading) {
    this.id = `${parent.id}/failures`
    this.jobId = job.jobId
    this.parent = parent
    this.#failed = failedItems(job.snapshot)
    this.#reading = reading
  }

  row(): Row {
    return {
      label: 'Failures',
      description: formatCount(this.#failed),
      icon: { name: 'error', color: 'testing.iconFailed' },
      context: 'failures',
      isExpandable: true,
    }
  }

  async children(): Promise<readonly TreeNode[]> {
    const groups = await this.#reading.readPages(this.jobId, (pages) => pages.errorGroups())
    const shown = this.#reading.pagesShown(this.id) * pageSize
    return [
      ...groups.slice(0, shown).map((group) => new ErrorGroupNode(this, this.jobId, group, this.#reading)),
      ...(groups.length > shown ? [new MoreNode(this)] : []),
    ]
  }
}
