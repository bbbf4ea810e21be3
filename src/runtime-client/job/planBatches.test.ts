import { describe, expect, it } from 'vitest'
import { planBatchSize, type PlanInput } from './planBatches.ts'

const input: PlanInput = { pending: 10_000, concurrency: 10, msPerItem: 5, largestEnded: 1_000, fixedSize: null }

describe('planBatchSize', () => {
  it.each<[string, Partial<PlanInput>, number]>([
    ['one item that is left', { pending: 1 }, 1],
    ['the size that the user fixed', { fixedSize: 7 }, 7],
    ['no more than there is', { fixedSize: 7, pending: 3 }, 3],
    [
      'single items first, where each can have an invocation of its own',
      { msPerItem: null, pending: 100, concurrency: 100 },
      1,
    ],
    ['a small probe first, where there is plenty', { msPerItem: null, pending: 100_000 }, 16],
    ['what takes three seconds', { pending: 1_000_000 }, 600],
    ['at most eightfold growth', { largestEnded: 16, pending: 1_000_000, msPerItem: 0.01 }, 128],
    ['half of a fair share near the end', { pending: 100, msPerItem: 50 }, 5],
    ['no less than is worth an invocation', { pending: 15, concurrency: 1 }, 12],
    ['an item alone that takes longer than the target', { msPerItem: 60_000 }, 1],
  ])('plans %s', (_, change, size) => {
    expect(planBatchSize({ ...input, ...change })).toBe(size)
  })

  it('never leaves an invocation with more than its share', () => {
    for (let pending = 1; pending < 2_000; pending += 7) {
      const size = planBatchSize({ ...input, pending, msPerItem: 100 })
      expect(size).toBeLessThanOrEqual(Math.max(1, Math.ceil(pending / input.concurrency)))
    }
  })
})
