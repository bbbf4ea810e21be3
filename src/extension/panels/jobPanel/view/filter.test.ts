import { expect, test } from 'vitest'
import { type Filter, keptFilter, noFilter } from './filter.ts'

test('a filter is kept', () => {
  const filter: Filter = { outcome: 'threw', errorGroup: 3, range: { first: 5, last: 9 }, text: 'sun' }
  expect(keptFilter({ jobId: 'a', filter })).toEqual(filter)
})

test.each([
  undefined,
  null,
  'text',
  {},
  { filter: 7 },
  { filter: { outcome: 'exploded', errorGroup: '3', range: { first: 1 }, text: 4 } },
])('whatever else was kept narrows nothing: %j', (state) => {
  expect(keptFilter(state)).toEqual(noFilter)
})
