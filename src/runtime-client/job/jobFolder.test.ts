import { expect, test } from 'vitest'
import { newJobId } from './jobFolder.ts'

test('job ids sort by the time at which they were made, also within a second', () => {
  const begun = Date.UTC(2026, 10, 23, 4, 17, 25)
  const ids = [0, 3, 40, 77, 500, 998, 1_001].map((ms) => newJobId(new Date(begun + ms)))
  expect(ids.toSorted()).toEqual(ids)
  expect(ids[0]).toMatch(/^261123-041725-22[2-9a-z]{2}$/)
})

test('two jobs of one moment have two ids', () => {
  const now = new Date()
  const ids = new Set(Array.from({ length: 5 }, () => newJobId(now)))
  expect(ids.size).toBeGreaterThan(1)
})
