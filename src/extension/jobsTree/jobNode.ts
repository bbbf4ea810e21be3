import { failedItems, type Job } from '../jobs/job.ts'
import { FailuresNode } from './failuresNode.ts'
import { InvocationsNode } from './invocationsNode.ts'
import { ItemsNode } from './itemsNode.ts'
import { jobRow } from './jobRow.ts'
import { MessageNode } from './messageNode.ts'
import type { Row, TreeNode, TreeReading } from './treeNode.ts'

/** A job. There is one node for each as long as it is there, so that it can be drawn anew by itself. */
export class JobNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent = null
  readonly #reading: TreeReading
  #job: Job

  constructor(job: Job, reading: TreeReading) {
    this.id = job.jobId
    this.jobId = job.jobId
    this.#job = job
    this.#reading = reading
  }

  show(job: Job): void {
    this.#job = job
  }

  row(): Row {
    return jobRow(this.#job, Date.now())
  }

  async children(): Promise<readonly TreeNode[]> {
    const { snapshot } = this.#job
    const { reason, notes } = snapshot
    return [
      ...(reason === undefined
        ? []
        : [new MessageNode(this, reason.message, { name: 'error', color: 'testing.iconErrored' })]),
      ...[...new Set(notes)].map((note) => new MessageNode(this, note)),
      ...(failedItems(snapshot) > 0 ? [new FailuresNode(this, this.#job, this.#reading)] : []),
      new InvocationsNode(this, this.#job, this.#reading),
      new ItemsNode(this, this.#job, this.#reading),
    ]
  }
}
