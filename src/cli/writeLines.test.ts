import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import { formatTable } from './formatTable.ts'
import { logText } from './commands/logs.ts'
import { asJsonArray } from './writeLines.ts'

describe('lines of JSON as one array', () => {
  test.for([[[]], [['1']], [['1', '{"a":"b"}', '3']]])('%j', ([lines]) => {
    const text = [...asJsonArray(lines ?? [])].join('\n')
    expect(JSON.parse(text)).toEqual((lines ?? []).map((line) => JSON.parse(line)))
  })
})

test('a log line stands behind its item', () => {
  const entry = { index: 3, attempt: 1, stream: 'stdout', text: 'one\ntwo', at: 0 } as const
  const colors = pc.createColors(false)
  expect(logText(entry, true, colors)).toEqual(['3 | one', '3 | two'])
  expect(logText(entry, false, colors)).toEqual(['one', 'two'])
  expect(logText({ ...entry, index: null }, true, colors)).toEqual(['- | one', '- | two'])
})

test('a table aligns its columns whatever their colour', () => {
  const green = pc.createColors(true).green
  expect(formatTable([['a', '1'], [green('long'), '12'], ['']], { right: [1] })).toBe(
    `a      1\n${green('long')}  12\n\n`,
  )
})
