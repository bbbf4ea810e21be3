import { basename } from 'node:path'
import type { ErrorGroupSummary } from '#runtime-client'
import { formatCount } from '../quantities.ts'
import { itemPages } from './itemPages.ts'
import type { Row, TreeNode, TreeReading } from './treeNode.ts'

/** The items that failed in the same way. */
export class ErrorGroupNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly group: ErrorGroupSummary
  readonly #reading: TreeReading

  constructor(parent: TreeNode, jobId: string, group: ErrorGroupSummary, reading: TreeReading) {
    this.id = `${parent.id}/group:${group.id}`
    this.jobId = jobId
    this.parent = parent
    this.group = group
    this.#reading = reading
  }

  row(): Row {
    return errorGroupRow(this.group)
  }

  async children(): Promise<readonly TreeNode[]> {
    return await itemPages(this, this.jobId, this.#reading, { errorGroup: this.group.id })
  }
}

/** The row of an error group: how many, what, and where in the user's code. */
export function errorGroupRow({ name, message, count, location }: ErrorGroupSummary): Row {
  const [firstLine = ''] = message.split('\n', 1)
  const place = location === null ? [] : [basename(location)]
  return {
    label: firstLine === '' ? name : `${name}: ${firstLine}`,
    description: [formatCount(count), ...place].join(' · '),
    tooltip: [`${name}: ${message}`, ...(location === null ? [] : [location])].join('\n'),
    icon: { name: 'error', color: 'testing.iconFailed' },
    context: location === null ? 'errorGroup' : 'errorGroup located',
    isExpandable: true,
  }
}
