import { expect, test } from 'vitest'
import { excerptBytes, resultExcerpt } from './resultExcerpt.ts'
import { failedResultLine, succeededResultLine } from './resultLine.ts'

const succeeded = (json: string | undefined, exact?: string): string =>
  succeededResultLine(
    { kind: 'finished', index: 7, attempt: 1, outcome: 'succeeded', ms: 1.5e-7, at: 0 },
    { json, ...(exact === undefined ? {} : { exact }) },
  )

const failed = (name: string, message: string): string =>
  failedResultLine({
    index: 7,
    outcome: 'threw',
    error: { name, message, stack: 'at f (a.ts:1:1)', kind: 'userCode' },
    ms: 3,
    attempts: 1,
  })

test.each([
  ['a value', succeeded('{"a":1,"ms":5,"attempts":2}'), '{"a":1,"ms":5,"attempts":2}'],
  ['no value', succeeded(undefined), ''],
  ['a value that plain JSON loses', succeeded('"2025-01-01"', '[["Date",1]]'), '"2025-01-01"'],
  ['an error', failed('RangeError', 'The "sun"\nnever rises'), 'RangeError: The "sun" never rises'],
  ['an error without a message', failed('TypeError', ''), 'TypeError'],
])('shows %s', (_, line, excerpt) => {
  expect(resultExcerpt(line)).toBe(excerpt)
})

test.each([
  ['a long value', succeeded(JSON.stringify('é'.repeat(3_000)))],
  ['a long message', failed('Error', `\\"\u0001${'é"'.repeat(3_000)}`)],
])('cuts %s wherever its bytes were cut', (_, line) => {
  for (let more = 0; more < 12; more++) {
    const excerpt = resultExcerpt(Buffer.from(line).toString('utf8', 0, excerptBytes + more))
    expect(excerpt).toHaveLength(241)
    expect(excerpt.endsWith('…')).toBe(true)
  }
})
