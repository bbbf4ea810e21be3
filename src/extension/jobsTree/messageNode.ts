import type { Row, TreeNode } from './treeNode.ts'

/** A line of text for the user: why a job failed, what to know about it, that there is nothing. */
export class MessageNode implements TreeNode {
  readonly id: string
  readonly jobId: string | null
  readonly parent: TreeNode
  readonly #text: string
  readonly #icon: NonNullable<Row['icon']>

  constructor(parent: TreeNode, text: string, icon: NonNullable<Row['icon']> = { name: 'info' }) {
    this.id = `${parent.id}/message:${text}`
    this.jobId = parent.jobId
    this.parent = parent
    this.#text = text
    this.#icon = icon
  }

  row(): Row {
    const [label = ''] = this.#text.split('\n', 1)
    return { label, tooltip: this.#text, icon: this.#icon, isExpandable: false }
  }

  async children(): Promise<readonly TreeNode[]> {
    return []
  }
}
