import { describe, expect, it } from 'vitest'
import type { FailureGroup } from '#runtime-client'
import { sampleJob } from '../testing/sampleJob.ts'
import { failureMarks } from './failureMarks.ts'
import { quickFixes } from './quickFixes.ts'

const job = sampleJob({ jobId: 'j', total: 1_000 })
const group: FailureGroup = {
  id: 1,
  name: 'TypeError',
  message: 'no price\nat all',
  location: '/work/src/price.ts:7:11',
  count: 3,
  firstIndex: 4,
  inputs: [
    { index: 4, line: 6 },
    { index: 1_200, line: 1_202 },
  ],
}
const inputs = [
  { path: '/work/homes.csv', index: 4, line: 6 },
  { path: '/work/homes.csv', index: 1_200, line: 1_202 },
]

/** `path:line:column message`, `!` before what is about code. */
const shown = (given: Partial<FailureGroup>, of = job): string[] =>
  failureMarks(of, [{ ...group, ...given }], { line: 20, column: 3 }).map(
    ({ kind, path, line, column, message }) => `${kind === 'code' ? '!' : ''}${path}:${line}:${column} ${message}`,
  )

describe('failureMarks', () => {
  it('marks the line that threw, and the lines of the inputs', () => {
    expect(shown({})).toEqual([
      '!/work/src/price.ts:7:11 TypeError: no price in 3 of 1,000 inputs',
      '/work/homes.csv:6:1 TypeError: no price (item 4)',
      '/work/homes.csv:1202:1 TypeError: no price (item 1,200)',
    ])
    expect(failureMarks(job, [group], null)[0]?.inputs).toEqual(inputs)
  })

  it.each<[string, Partial<FailureGroup>, string]>([
    ['the function where no line threw', { name: 'TimedOut', location: null }, '!/work/score.ts:20:3 '],
    ['a Windows path', { location: 'C:\\src\\a.ts:1:2' }, '!C:\\src\\a.ts:1:2 '],
    ['only the input of a malformed record', { name: 'MalformedInput', location: null }, '/work/homes.csv:6:1 '],
  ])('marks %s', (_, given, start) => {
    expect(shown(given)[0]?.startsWith(start)).toBe(true)
  })

  it.each(['-', '/work/homes.jsonl.gz'])('marks no lines of %s', (inputPath) => {
    expect(shown({}, { ...job, request: { ...job.request, inputPath } })).toHaveLength(1)
  })

  it('names the function’s first line where it cannot be found', () => {
    expect(failureMarks(job, [{ ...group, location: null }], null)[0]).toMatchObject({ line: 1, column: 1 })
  })
})

describe('quickFixes', () => {
  const [mark] = failureMarks(job, [group], null)

  it('offers what can be done', () => {
    expect(quickFixes(mark === undefined ? [] : [mark]).map(({ title }) => title)).toEqual([
      'Open the failing item',
      'Debug with this input',
      'Retry failed items',
      'Clear failures from Problems',
    ])
  })

  it('tells two failures of one line apart', () => {
    const two = mark === undefined ? [] : [mark, { ...mark, index: 1_005 }]
    expect(quickFixes(two).map(({ title }) => title)).toEqual([
      'Open the failing item (item 4)',
      'Open the failing item (item 1,005)',
      'Debug with this input (item 4)',
      'Debug with this input (item 1,005)',
      'Retry failed items',
      'Clear failures from Problems',
    ])
  })

  it('offers nothing where nothing failed', () => {
    expect(quickFixes([])).toEqual([])
  })
})
