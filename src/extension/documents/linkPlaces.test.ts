import { expect, it } from 'vitest'
import { linkPlaces } from './linkPlaces.ts'

const shown = (path: string): string => path.replace('/work/', '')

/** The line with its links in brackets, each behind where it leads. */
const marked = (line: string): string =>
  linkPlaces(line, shown)
    .map((part) => {
      if (typeof part === 'string') return part
      const { target, text } = part
      return target.kind === 'file' ? `[${text}|${target.path}|${target.line}|${target.column}]` : '?'
    })
    .join('')

it.each([
  ['    at f (/work/src/a.ts:13:11)', '    at f ([src/a.ts:13:11|/work/src/a.ts|13|11])'],
  ['    at /work/src/a.ts:13:11', '    at [src/a.ts:13:11|/work/src/a.ts|13|11]'],
  ['    at async f (file:///work/a.mjs:1:2)', '    at async f ([a.mjs:1:2|/work/a.mjs|1|2])'],
  ['at f (C:\\work\\a b.ts:1:2)', 'at f ([C:\\work\\a b.ts:1:2|C:\\work\\a b.ts|1|2])'],
  ['two: /work/a.ts:1:2 and /work/b.ts:3:4', 'two: [a.ts:1:2|/work/a.ts|1|2] and [b.ts:3:4|/work/b.ts|3|4]'],
  ['eval at f (/work/a.ts:1:2), <anonymous>:1:1', 'eval at f ([a.ts:1:2|/work/a.ts|1|2]), <anonymous>:1:1'],
  ['at node:internal/modules/run_main:154:5', 'at node:internal/modules/run_main:154:5'],
  ['listening on http://localhost:80:1', 'listening on http://localhost:80:1'],
  ['at f (<anonymous>)', 'at f (<anonymous>)'],
  ['10:30:12 is a time', '10:30:12 is a time'],
  ['', ''],
])('%s', (line, expected) => {
  expect(marked(line)).toBe(expected)
})
