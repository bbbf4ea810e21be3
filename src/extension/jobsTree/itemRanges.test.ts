import { expect, it } from 'vitest'
import { itemRanges } from './itemRanges.ts'

it.each([
  [2_500, 3, { first: 2_000, last: 2_499 }],
  [100_000, 100, { first: 99_000, last: 99_999 }],
  [100_001, 51, { first: 100_000, last: 100_000 }],
  [1_000_000, 100, { first: 990_000, last: 999_999 }],
])('%i items make %i ranges', (total, count, last) => {
  const ranges = itemRanges(total)
  expect(ranges).toHaveLength(count)
  expect(ranges.at(-1)).toEqual(last)
  ranges.forEach((range, position) => expect(range.first).toBe((ranges[position - 1]?.last ?? -1) + 1))
})
