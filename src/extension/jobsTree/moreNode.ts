import { linkCommandIds } from '../commandIds.ts'
import type { Row, TreeNode } from './treeNode.ts'

/** Stands for the children that are not shown yet; a click shows one page more. */
export class MoreNode implements TreeNode {
  readonly id: string
  readonly jobId: string | null
  readonly parent: TreeNode | null
  /** Whose children there are more of; null for the jobs themselves. */
  readonly of: TreeNode | null

  constructor(of: TreeNode | null) {
    this.id = `${of?.id ?? ''}/more`
    this.jobId = of?.jobId ?? null
    this.parent = of
    this.of = of
  }

  row(): Row {
    return {
      label: 'More…',
      icon: { name: 'ellipsis' },
      isExpandable: false,
      command: { id: linkCommandIds.showMore, title: 'Show More', arguments: [this] },
    }
  }

  async children(): Promise<readonly TreeNode[]> {
    return []
  }
}
