import type { Outcome } from '#protocol/outcome'
import { formatCount } from '../quantities.ts'
import { itemPages } from './itemPages.ts'
import type { ItemRange } from './itemRanges.ts'
import { MessageNode } from './messageNode.ts'
import type { Row, TreeNode, TreeReading } from './treeNode.ts'

/** The items of an outcome within a stretch of indexes. */
export class ItemRangeNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly #outcome: Outcome
  readonly #range: ItemRange
  readonly #reading: TreeReading

  constructor(parent: TreeNode, jobId: string, outcome: Outcome, range: ItemRange, reading: TreeReading) {
    this.id = `${parent.id}/range:${range.first}`
    this.jobId = jobId
    this.parent = parent
    this.#outcome = outcome
    this.#range = range
    this.#reading = reading
  }

  row(): Row {
    const { first, last } = this.#range
    return { label: `Items ${formatCount(first)} – ${formatCount(last)}`, isExpandable: true }
  }

  async children(): Promise<readonly TreeNode[]> {
    const { first, last } = this.#range
    const query = { outcome: this.#outcome, after: first - 1, last }
    const items = await itemPages(this, this.jobId, this.#reading, query)
    return items.length > 0 ? items : [new MessageNode(this, 'None of these', { name: 'dash' })]
  }
}
