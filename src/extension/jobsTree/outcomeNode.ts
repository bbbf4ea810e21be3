import type { Outcome } from '#protocol/outcome'
import { outcomeTitles } from '../jobs/job.ts'
import { formatCount } from '../quantities.ts'
import { itemPages } from './itemPages.ts'
import { ItemRangeNode } from './itemRangeNode.ts'
import { itemRanges, longestPaged } from './itemRanges.ts'
import { outcomeIcon } from './outcomeIcon.ts'
import type { Row, TreeNode, TreeReading } from './treeNode.ts'

/** The items that ended in one way: page by page, or where they are many by ranges of their index. */
export class OutcomeNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly #outcome: Outcome
  readonly #count: number
  readonly #total: number
  readonly #reading: TreeReading

  constructor(
    parent: TreeNode,
    jobId: string,
    items: { readonly outcome: Outcome; readonly count: number; readonly total: number },
    reading: TreeReading,
  ) {
    this.id = `${parent.id}/${items.outcome}`
    this.jobId = jobId
    this.parent = parent
    this.#outcome = items.outcome
    this.#count = items.count
    this.#total = items.total
    this.#reading = reading
  }

  row(): Row {
    const title = outcomeTitles[this.#outcome]
    return {
      label: `${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      description: formatCount(this.#count),
      icon: outcomeIcon(this.#outcome),
      isExpandable: true,
    }
  }

  async children(): Promise<readonly TreeNode[]> {
    if (this.#count <= longestPaged) {
      return await itemPages(this, this.jobId, this.#reading, { outcome: this.#outcome })
    }
    return itemRanges(this.#total).map(
      (range) => new ItemRangeNode(this, this.jobId, this.#outcome, range, this.#reading),
    )
  }
}
