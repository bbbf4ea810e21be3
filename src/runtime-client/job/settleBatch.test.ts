import { describe, expect, it } from 'vitest'
import type { BatchVerdict } from './batchReply.ts'
import { settleBatch } from './settleBatch.ts'

const lost = (began: boolean, type = 'Runtime.ExitError'): BatchVerdict => ({
  kind: 'environmentLost',
  began,
  functionError: { type, message: 'exit status 1' },
})

describe('settleBatch', () => {
  it('leaves nothing where nothing is open', () => {
    expect(settleBatch({ kind: 'whole' }, 5, [])).toEqual({ again: [], apart: [], culprit: null })
  })

  it('runs items again that a torn reply left open, at no cost to them', () => {
    expect(settleBatch({ kind: 'torn', why: 'reset' }, 5, [3, 4])).toEqual({ again: [3, 4], apart: [], culprit: null })
  })

  it('blames an item only when it was alone', () => {
    expect(settleBatch(lost(true), 1, [7])).toEqual({ again: [], apart: [], culprit: 7 })
    expect(settleBatch(lost(true), 2, [7]).culprit).toBeNull()
  })

  it('takes the first open item apart and splits the others', () => {
    expect(settleBatch(lost(true), 6, [1, 2, 3, 4, 5]).apart).toEqual([[1], [2, 3], [4, 5]])
    expect(settleBatch(lost(true), 6, [1, 2]).apart).toEqual([[1], [2]])
  })

  it('does not blame an item for an environment that could not start', () => {
    const verdict = lost(false, 'Runtime.ImportModuleError')
    expect(settleBatch(verdict, 1, [7])).toEqual({ again: [7], apart: [], culprit: null })
  })

  it('finds a culprit among n items after few invocations, and blames nobody else', () => {
    const culprits = new Set([137, 801])
    const blamed: number[] = []
    const queue: (readonly number[])[] = [Array.from({ length: 1_000 }, (_, index) => index)]
    let invocations = 0
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      invocations++
      // The worst case: nothing that the environment said before it died has arrived.
      if (!batch.some((index) => culprits.has(index))) continue
      const { apart, culprit } = settleBatch(lost(true), batch.length, batch)
      if (culprit !== null) blamed.push(culprit)
      queue.push(...apart)
    }
    expect(new Set(blamed)).toEqual(culprits)
    expect(invocations).toBeLessThan(80)
  })
})
