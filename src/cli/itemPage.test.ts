import { createColors } from 'picocolors'
import { expect, it } from 'vitest'
import type { ItemDetails } from '#runtime-client'
import { itemPage } from './itemPage.ts'

const colors = createColors(false)

const item: ItemDetails = {
  index: 3,
  input: { kind: 'good', index: 3, line: 4, json: '{"n":3}' },
  record: null,
  endedAt: null,
  invocation: null,
  log: [],
}

it('shows what an item was given, its error with fields and cause, and what it wrote', () => {
  const page = itemPage(
    {
      ...item,
      record: {
        index: 3,
        outcome: 'threw',
        ms: 12,
        attempts: 2,
        error: {
          name: 'TypeError',
          message: 'no good',
          kind: 'userCode',
          stack: 'TypeError: no good\n    at square (/code/f.ts:3:26)',
          fields: { code: 7 },
          cause: { name: 'Error', message: 'below', kind: 'userCode' },
        },
      },
      log: [{ index: 3, attempt: 2, stream: 'stdout', text: 'one\ntwo', at: 0 }],
    },
    '/data/in.jsonl',
    colors,
  )
  expect(page).toBe(`item 3: threw

  from      /data/in.jsonl:4
  took      12 ms
  attempts  2

Input
  {
    "n": 3
  }

Error
  TypeError: no good
      at square (/code/f.ts:3:26)
  {
    "code": 7
  }
  Caused by Error: below

Log
  one
  two
`)
})

it('shows an item that has no outcome yet, and one whose input is malformed', () => {
  expect(itemPage(item, '-', colors)).toContain('no outcome yet')
  const bad = { kind: 'bad', index: 3, line: 4, bad: { reason: 'not JSON', column: 9 } } as const
  expect(itemPage({ ...item, input: bad }, '-', colors)).toContain('malformed at column 9: not JSON')
})
