import { expect, it } from 'vitest'
import { renderSearch } from './renderSearch.ts'

const at = new Date(2026, 10, 23, 4, 26, 55, 230).getTime()
const line = (index: number | null, text: string) => ({ index, attempt: 1, stream: 'stdout' as const, at, text })
const shownPath = (path: string): string => path

it('shows lines behind links to their items', () => {
  const lines = [line(7, 'a'), line(1_234, 'b /x.ts:1:2'), line(null, 'c')]
  const { text, links } = renderSearch({ jobId: 'j', label: 'job', searched: 'x', lines, isCut: false, shownPath })
  expect(text).toBe(`Search for x in the logs of job
3 lines of 3 items

Item 7      04:26:55.230 stdout │ a
Item 1,234  04:26:55.230 stdout │ b /x.ts:1:2
No item     04:26:55.230 stdout │ c`)
  expect(links.map(({ target }) => target)).toEqual([
    { kind: 'command', command: 'wren.openItem', arguments: ['j', 7] },
    { kind: 'command', command: 'wren.openItem', arguments: ['j', 1_234] },
    { kind: 'file', path: '/x.ts', line: 1, column: 2 },
  ])
})

it.each([
  [[], false, 'Nothing was found.'],
  [[line(1, 'a')], false, '1 line of 1 item'],
  [[line(1, 'a'), line(1, 'b')], true, 'The first 2 lines of 1 item'],
])('says how much was found', (lines, isCut, expected) => {
  const { text } = renderSearch({ jobId: 'j', label: 'job', searched: 'x', lines, isCut, shownPath })
  expect(text.split('\n')[1]).toBe(expected)
})
