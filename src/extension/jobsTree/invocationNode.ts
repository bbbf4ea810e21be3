import type { InvocationSummary } from '#runtime-client'
import { linkCommandIds } from '../commandIds.ts'
import { formatCount, formatDuration, formatItems } from '../quantities.ts'
import { itemPages } from './itemPages.ts'
import type { Row, TreeNode, TreeReading } from './treeNode.ts'

/** One invocation and the items that it recorded. */
export class InvocationNode implements TreeNode {
  readonly id: string
  readonly jobId: string
  readonly parent: TreeNode
  readonly invocation: InvocationSummary
  readonly #reading: TreeReading

  constructor(parent: TreeNode, jobId: string, invocation: InvocationSummary, reading: TreeReading) {
    this.id = `${parent.id}/invocation:${invocation.id}`
    this.jobId = jobId
    this.parent = parent
    this.invocation = invocation
    this.#reading = reading
  }

  row(): Row {
    return invocationRow(this.jobId, this.invocation)
  }

  async children(): Promise<readonly TreeNode[]> {
    return await itemPages(this, this.jobId, this.#reading, { invocation: this.invocation.id })
  }
}

/** The row of an invocation: its items, how long it took, whether it had to wait for a cold start, what went wrong. */
export function invocationRow(jobId: string, invocation: InvocationSummary): Row {
  const { id, items, sentAt, endedAt, coldStart, fault, requestId } = invocation
  return {
    label: `Invocation ${formatCount(id)}`,
    description: [
      formatItems(items),
      endedAt === null ? 'running' : formatDuration(endedAt - sentAt),
      ...(coldStart === true ? ['cold start'] : []),
      ...(fault === null ? [] : [fault]),
    ].join(' · '),
    ...(requestId === null ? {} : { tooltip: `Request id ${requestId}` }),
    icon: invocationIcon(invocation),
    context: 'invocation',
    isExpandable: true,
    command: { id: linkCommandIds.openInvocation, title: 'Open Invocation Log', arguments: [jobId, id] },
  }
}

function invocationIcon({ endedAt, fault }: InvocationSummary): NonNullable<Row['icon']> {
  if (fault !== null) return { name: 'warning', color: 'testing.iconErrored' }
  return endedAt === null ? { name: 'sync' } : { name: 'server-process' }
}
