import { expect, it } from 'vitest'
import { orderInputs } from './orderInputs.ts'

it('offers recent files, then open ones, then the others, but none of a tool', () => {
  const offered = orderInputs({
    recent: ['/w/b.csv'],
    open: ['/w/c.jsonl', '/w/code.ts', '/w/b.csv', '/w/tsconfig.build.json'],
    inWorkspace: ['/w/z.txt', '/w/package.json', '/w/a.json.gz', '/w/b.csv', '/w/c.jsonl'],
  })
  expect(offered.map(({ origin, path }) => `${origin}: ${path}`)).toEqual([
    'Recent: /w/b.csv',
    'Open: /w/c.jsonl',
    'In the workspace: /w/a.json.gz',
    'In the workspace: /w/z.txt',
  ])
})
