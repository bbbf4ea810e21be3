import { expect, test } from 'vitest'
import { matchJob } from './findJob.ts'

const jobIds = ['261124-090000-aaa', '261123-041725-x3k', '261123-041700-bbb']

test.for([
  ['last', '261124-090000-aaa'],
  ['261123-041725-x3k', '261123-041725-x3k'],
  ['261124', '261124-090000-aaa'],
  ['261123-041725', '261123-041725-x3k'],
  ['x3k', '261123-041725-x3k'],
] as const)('%s is %s', ([reference, jobId]) => {
  expect(matchJob(jobIds, reference)).toEqual({ kind: 'found', jobId })
})

test('what fits several is none of them', () => {
  expect(matchJob(jobIds, '261123')).toEqual({ kind: 'several', jobIds: jobIds.slice(1) })
})

test('an id that is whole wins over those it begins', () => {
  expect(matchJob(['ab', 'abc'], 'ab')).toEqual({ kind: 'found', jobId: 'ab' })
})

test.for(['', 'zzz', '0417'])('nothing fits %j', (reference) => {
  expect(matchJob(jobIds, reference)).toEqual({ kind: 'none' })
})

test('there is no last of none', () => {
  expect(matchJob([], 'last')).toEqual({ kind: 'none' })
})
