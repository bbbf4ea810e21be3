import type { Job } from '../jobs/job.ts'
import { formatCount } from '../quantities.ts'
import { InvocationNode } from './invocationNode.ts'
import { MessageNode } from './messageNode.ts'
import { MoreNode } from './moreNode.ts'
import { pageSize, type Row, type TreeNode, type TreeReading } from './treeNode.ts'

/** The invocations of a job in the order in which they were sent. */
export class InvocationsNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly #count: number
  readonly #reading: TreeReading

  constructor(parent: TreeNode, job: Job, reading: TreeReading) {
    this.id = `${parent.id}/invocations`
    this.jobId = job.jobId
    this.parent = parent
    const { running, ended } = job.snapshot.invocations
    this.#count = running + ended
    this.#reading = reading
  }

  row(): Row {
    return {
      label: 'Invocations',
      // Only a living job counts them.
      ...(this.#count === 0 ? {} : { description: formatCount(this.#count) }),
      icon: { name: 'server-environment' },
      isExpandable: true,
    }
  }

  async children(): Promise<readonly TreeNode[]> {
    const shown = this.#reading.pagesShown(this.id) * pageSize
    const found = await this.#reading.readPages(this.jobId, (pages) => pages.invocations(0, shown + 1))
    if (found.length === 0) return [new MessageNode(this, 'None yet', { name: 'dash' })]
    return [
      ...found.slice(0, shown).map((invocation) => new InvocationNode(this, this.jobId, invocation, this.#reading)),
      ...(found.length > shown ? [new MoreNode(this)] : []),
    ]
  }
}
