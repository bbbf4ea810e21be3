import { describe, expect, it } from 'vitest'
import type { InvocationSummary, ItemQuery, ItemSummary } from '#runtime-client'
import { sampleJob } from '../testing/sampleJob.ts'
import { JobNode } from './jobNode.ts'
import { pageSize, type JobPages, type TreeNode, type TreeReading } from './treeNode.ts'

/** A job's pages in memory: every hundredth of `total` items has failed, in two ways. */
function pagesOf(total: number): JobPages & { readonly limits: number[] } {
  const limits: number[] = []
  const outcomeAt = (index: number): ItemSummary['outcome'] => (index % 100 === 99 ? 'threw' : 'succeeded')
  return {
    limits,
    errorGroups: () => [
      {
        id: 1,
        name: 'TypeError',
        message: 'no number\nat all',
        location: '/w/score.ts:8:3',
        count: total / 100,
        firstIndex: 99,
      },
    ],
    items: ({ outcome, errorGroup, after = -1, limit }: ItemQuery) => {
      limits.push(limit)
      const wanted = errorGroup === undefined ? outcome : 'threw'
      const found: ItemSummary[] = []
      for (let index = after + 1; index < total && found.length < limit; index++) {
        if (wanted !== undefined && outcomeAt(index) !== wanted) continue
        found.push({ index, outcome: outcomeAt(index), attempts: 1, ms: 12, endedAt: 1, invocation: 1 })
      }
      return found
    },
    invocations: (after, limit) =>
      Array.from({ length: 450 }, (_, position): InvocationSummary => ({
        id: position + 1,
        requestId: 'r',
        logStream: null,
        coldStart: position === 0,
        firstItem: 0,
        items: 10,
        sentAt: 0,
        beganAt: 0,
        endedAt: 1_500,
        fault: null,
      })).slice(after, after + limit),
  }
}

function treeOf(total: number): {
  readonly root: JobNode
  readonly shown: Map<string, number>
  readonly limits: number[]
} {
  const pages = pagesOf(total)
  const shown = new Map<string, number>()
  const reading: TreeReading = {
    readPages: async (_jobId, read) => read(pages),
    pagesShown: (nodeId) => shown.get(nodeId) ?? 1,
  }
  const counts = { succeeded: total * 0.99, threw: total / 100 }
  return { root: new JobNode(sampleJob({ total, counts }), reading), shown, limits: pages.limits }
}

const labels = (nodes: readonly TreeNode[]): readonly string[] =>
  nodes.map((node) => [node.row().label, node.row().description].filter(Boolean).join(' | '))

/** The node below `root` to which the labels lead. */
async function below(root: TreeNode, ...path: readonly string[]): Promise<TreeNode> {
  let node = root
  for (const label of path) {
    const child = (await node.children()).find((each) => each.row().label.startsWith(label))
    if (child === undefined) throw new Error(`${node.id} has no ${label}`)
    expect(child.parent).toBe(node)
    node = child
  }
  return node
}

describe('the tree of a job', () => {
  it('shows failures first, then invocations, then items by outcome', async () => {
    const { root } = treeOf(1_000)
    expect(labels(await root.children())).toEqual(['Failures | 10', 'Invocations', 'Items | 1,000'])
    expect(labels(await (await below(root, 'Items')).children())).toEqual(['Succeeded | 990', 'Threw | 10'])
  })

  it('groups failures and leads to their items', async () => {
    const { root } = treeOf(1_000)
    const group = await below(root, 'Failures', 'TypeError')
    expect(group.row()).toMatchObject({ label: 'TypeError: no number', description: '10 · score.ts:8:3' })
    const [first] = await group.children()
    expect(first?.row()).toMatchObject({
      label: 'Item 99',
      description: 'threw · 12 ms',
      command: { id: 'wren.openItem', arguments: ['261123-041725-x3k', 99] },
    })
  })

  it('shows a page at a time', async () => {
    const { root, shown, limits } = treeOf(1_000)
    const succeeded = await below(root, 'Items', 'Succeeded')
    expect(labels(await succeeded.children()).slice(pageSize - 1)).toEqual(['Item 201 | succeeded · 12 ms', 'More…'])
    shown.set(succeeded.id, 2)
    expect(await succeeded.children()).toHaveLength(2 * pageSize + 1)
    expect(limits).toEqual([pageSize + 1, 2 * pageSize + 1])
  })

  it('pages invocations too', async () => {
    const { root } = treeOf(1_000)
    const nodes = await (await below(root, 'Invocations')).children()
    expect(labels(nodes.slice(0, 2))).toEqual([
      'Invocation 1 | 10 items · 1.5 s · cold start',
      'Invocation 2 | 10 items · 1.5 s',
    ])
    expect(nodes).toHaveLength(pageSize + 1)
  })

  it('cuts many items into ranges and reads none of them before one is opened', async () => {
    const { root, limits } = treeOf(100_000)
    const succeeded = await below(root, 'Items', 'Succeeded')
    const ranges = await succeeded.children()
    expect(ranges).toHaveLength(100)
    expect(limits).toEqual([])
    expect(labels(ranges).at(-1)).toBe('Items 99,000 – 99,999')
    expect(labels(await (await below(succeeded, 'Items 7,000')).children()).at(0)).toBe(
      'Item 7,000 | succeeded · 12 ms',
    )
  })

  it('gives every node its own id', async () => {
    const { root } = treeOf(1_000)
    const all: string[] = []
    const collect = async (node: TreeNode): Promise<void> => {
      for (const child of await node.children()) {
        all.push(child.id)
        await collect(child)
      }
    }
    await collect(root)
    expect(new Set(all).size).toBe(all.length)
  })
})

it('says why a job failed and what there is to know', async () => {
  const reading: TreeReading = { readPages: async (_jobId, read) => read(pagesOf(100)), pagesShown: () => 1 }
  const reason = { kind: 'permission', message: 'AWS says no.' } as const
  const job = sampleJob({ state: 'failed', reason, notes: ['throttled', 'throttled'], counts: {} })
  expect(labels(await new JobNode(job, reading).children())).toEqual([
    'AWS says no.',
    'throttled',
    'Invocations',
    'Items | 0',
  ])
})
