import { expect, it } from 'vitest'
import { previewText } from './previewText.ts'

const preview = { format: 'csv', items: 3_376, isWhole: true, firstItem: '{"iata":"00M"}', fault: null } as const

it.each([
  [preview, null, '3,376 items · first: {"iata":"00M"}'],
  [preview, 10, '10 of 3,376 items · first: {"iata":"00M"}'],
  [{ ...preview, items: 4 }, 10, '4 items · first: {"iata":"00M"}'],
  [{ ...preview, isWhole: false }, null, 'more than 3,376 items · first: {"iata":"00M"}'],
  [{ ...preview, items: 0, firstItem: null }, null, 'No items'],
  [{ ...preview, fault: '/w/a.csv:3:1: no\n  x' }, null, '$(warning) line 3, column 1: no'],
])('tells of %j with a sample of %j', (given, sample, expected) => {
  expect(previewText(given, sample)).toBe(expected)
})
