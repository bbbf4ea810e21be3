import { outcomes } from '#protocol/outcome'
import { endedItems, type Job } from '../jobs/job.ts'
import { formatCount } from '../quantities.ts'
import { OutcomeNode } from './outcomeNode.ts'
import type { Row, TreeNode, TreeReading } from './treeNode.ts'

/** The items of a job by outcome. */
export class ItemsNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly #job: Job
  readonly #reading: TreeReading

  constructor(parent: TreeNode, job: Job, reading: TreeReading) {
    this.id = `${parent.id}/items`
    this.jobId = job.jobId
    this.parent = parent
    this.#job = job
    this.#reading = reading
  }

  row(): Row {
    const description = formatCount(endedItems(this.#job.snapshot))
    return { label: 'Items', description, icon: { name: 'list-unordered' }, isExpandable: true }
  }

  async children(): Promise<readonly TreeNode[]> {
    const { counts, total } = this.#job.snapshot
    return outcomes
      .filter((outcome) => counts[outcome] > 0)
      .map((outcome) => {
        const items = { outcome, count: counts[outcome], total: total ?? counts[outcome] }
        return new OutcomeNode(this, this.jobId, items, this.#reading)
      })
  }
}
