import { expect, test } from 'vitest'
import { visibleRows } from './visibleRows.ts'

test.each([
  [0, { top: 0, height: 400 }, 0, 0],
  [5, { top: 0, height: 400 }, 0, 5],
  [1_000_000, { top: 0, height: 400 }, 0, 30],
  [1_000_000, { top: 24_000, height: 400 }, 1_190, 1_230],
  [100, { top: 9_999, height: 400 }, 90, 100],
])('of %i rows only those in sight and a few more are drawn', (rowCount, view, first, end) => {
  expect(visibleRows(rowCount, 20, view)).toEqual({ first, end })
})
