import { expect, it } from 'vitest'
import type { ItemDetails } from '#runtime-client'
import { itemAnswer } from './itemAnswer.ts'

const item: ItemDetails = {
  index: 3,
  input: { kind: 'good', index: 3, line: 4, json: '{"n":3}' },
  record: { index: 3, outcome: 'succeeded', value: 9, ms: 1.5, attempts: 1 },
  endedAt: 1_000,
  invocation: null,
  log: [{ index: 3, attempt: 1, stream: 'stdout', text: 'one', at: 500 }],
}

it('is data that jq can read: the input as it was passed, times as everywhere', () => {
  expect(itemAnswer(item)).toEqual({
    index: 3,
    input: { line: 4, value: { n: 3 } },
    result: item.record,
    endedAt: '1970-01-01T00:00:01.000Z',
    invocation: null,
    log: [{ index: 3, attempt: 1, stream: 'stdout', text: 'one', at: '1970-01-01T00:00:00.500Z' }],
  })
})

it('says of a malformed input where and why', () => {
  const input = { kind: 'bad', index: 3, line: 4, bad: { reason: 'not JSON', column: 9 } } as const
  expect(itemAnswer({ ...item, input, record: null })).toMatchObject({
    input: { line: 4, column: 9, malformed: 'not JSON' },
    result: null,
  })
})
