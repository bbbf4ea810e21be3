import type { ItemSummary } from '#runtime-client'
import { linkCommandIds } from '../commandIds.ts'
import { outcomeTitles } from '../jobs/job.ts'
import { formatCount, formatDuration } from '../quantities.ts'
import { outcomeIcon } from './outcomeIcon.ts'
import type { Row, TreeNode } from './treeNode.ts'

/** One recorded item; a click opens it. */
export class ItemNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly index: number
  readonly #item: ItemSummary

  constructor(parent: TreeNode, jobId: string, item: ItemSummary) {
    this.id = `${parent.id}/item:${item.index}`
    this.jobId = jobId
    this.parent = parent
    this.index = item.index
    this.#item = item
  }

  row(): Row {
    return itemRow(this.jobId, this.#item)
  }

  async children(): Promise<readonly TreeNode[]> {
    return []
  }
}

/** The row of an item. */
export function itemRow(jobId: string, { index, outcome, ms, attempts }: ItemSummary): Row {
  const tries = attempts > 1 ? [`${attempts} attempts`] : []
  const took = attempts > 0 ? [formatDuration(ms)] : []
  return {
    label: `Item ${formatCount(index)}`,
    description: [outcomeTitles[outcome], ...took, ...tries].join(' · '),
    icon: outcomeIcon(outcome),
    context: outcome === 'succeeded' ? 'item' : 'item failed',
    isExpandable: false,
    command: { id: linkCommandIds.openItem, title: 'Open Item', arguments: [jobId, index] },
  }
}
