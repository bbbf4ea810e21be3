import { expect, it } from 'vitest'
import { jobTextPath, parseJobText } from './jobTextUri.ts'

it('finds job and kind again', () => {
  const path = jobTextPath('261123-041725-x3k', 'logs', 'score over a/b.csv')
  expect(path).toBe('/261123-041725-x3k/score over a_b.csv.log')
  expect(parseJobText(path)).toEqual({ jobId: '261123-041725-x3k', kind: 'logs' })
  expect(parseJobText(jobTextPath('x', 'results', 'score'))).toEqual({ jobId: 'x', kind: 'results' })
  expect(parseJobText('/x/score.txt')).toBeNull()
})
