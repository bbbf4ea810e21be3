import type { ItemQuery } from '#runtime-client'
import { ItemNode } from './itemNode.ts'
import { MoreNode } from './moreNode.ts'
import { pageSize, type TreeNode, type TreeReading } from './treeNode.ts'

/** The pages of recorded items that are shown below a node; with `last`, only items up to that index. */
export async function itemPages(
  node: TreeNode,
  jobId: string,
  reading: TreeReading,
  query: Omit<ItemQuery, 'limit'> & { readonly last?: number },
): Promise<readonly TreeNode[]> {
  const { last = Number.POSITIVE_INFINITY, ...rest } = query
  const shown = reading.pagesShown(node.id) * pageSize
  const found = await reading.readPages(jobId, (pages) => pages.items({ ...rest, limit: shown + 1 }))
  const items = found.filter(({ index }) => index <= last)
  return [
    ...items.slice(0, shown).map((item) => new ItemNode(node, jobId, item)),
    ...(items.length > shown ? [new MoreNode(node)] : []),
  ]
}
