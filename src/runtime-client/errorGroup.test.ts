import { expect, it } from 'vitest'
import type { RemoteError } from '#protocol/remoteError'
import { errorGroupOf } from './errorGroup.ts'

const thrown = (message: string, name = 'Error', place = '/project/a.ts:1:2'): RemoteError => ({
  name,
  message,
  kind: 'userCode',
  stack: `${name}: ${message}\n    at f (/project/node_modules/x/y.js:1:1)\n    at g (${place})`,
})
const keyOf = (error: RemoteError): string => errorGroupOf(error).key

it.each([
  ['item 3 of 1,000', 'item 12 of 2,500.5'],
  ['"x" is no price', '"a longer one" is no price'],
  ["no user 'ann'", "no user 'bob'"],
  ['order 7f3a-99b1 is gone', 'order 10c2-aa31 is gone'],
  ['user 0b0e8c1a-6e1f-4c6e-9d5c-1f1e2d3c4b5a', 'user ffffffff-6e1f-4c6e-9d5c-000000000001'],
  ['at 68.1° north on 2025-01-01', 'at -9.5° north on 2025-12-31'],
  ["can't read 1 isn't it", "can't read 2 isn't it"],
  ['took  3 ms\n', 'took 10 ms'],
])('groups %j with %j', (one, other) => {
  expect(keyOf(thrown(one))).toBe(keyOf(thrown(other)))
})

it.each([
  [thrown('the sun does not set'), thrown('the sun does not rise')],
  [thrown('same'), thrown('same', 'TypeError')],
  [thrown('same'), thrown('same', 'Error', '/project/a.ts:9:2')],
  [thrown("can't read it"), thrown("can't write it")],
])('keeps apart %#', (one, other) => {
  expect(keyOf(one)).not.toBe(keyOf(other))
})

it('shows the first of its errors and its place in the own source', () => {
  expect(errorGroupOf(thrown('item 3'))).toMatchObject({
    name: 'Error',
    message: 'item 3',
    location: '/project/a.ts:1:2',
  })
  expect(errorGroupOf({ name: 'NonError', message: 'null', kind: 'userCode', thrown: null }).location).toBeNull()
})
