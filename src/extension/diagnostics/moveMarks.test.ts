import { expect, it } from 'vitest'
import type { FailureMark } from './failureMark.ts'
import { moveMarks, type TextChange } from './moveMarks.ts'

const marks: readonly FailureMark[] = [3, 5, 9].map((line) => ({
  kind: 'code',
  path: '/a.ts',
  line,
  column: 1,
  message: '',
  jobId: 'j',
  index: 0,
  inputs: [],
}))

/** From (line, character) to (line, character), from 0. */
const change = (from: [number, number], to: [number, number], text: string): TextChange => ({
  range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
  text,
})

it.each<[string, TextChange[], number[]]>([
  ['nothing', [], [3, 5, 9]],
  ['below all', [change([20, 0], [20, 0], 'x\ny\n')], [3, 5, 9]],
  ['a letter in another line', [change([3, 2], [3, 2], 'x')], [3, 5, 9]],
  ['a letter in a marked line', [change([4, 2], [4, 2], 'x')], [3, 9]],
  ['two lines at the top', [change([0, 0], [0, 0], '// a\n// b\n')], [5, 7, 11]],
  ['a line before a marked one', [change([4, 0], [4, 0], '// a\n')], [3, 6, 10]],
  ['Enter at the end of the line above', [change([3, 8], [3, 8], '\n')], [3, 6, 10]],
  ['the line above deleted', [change([3, 0], [4, 0], '')], [3, 4, 8]],
  ['the line break above deleted', [change([3, 8], [4, 0], '')], [3, 8]],
  ['a marked line deleted', [change([4, 0], [5, 0], '')], [3, 8]],
  ['a marked line cut in two', [change([4, 3], [4, 3], '\n')], [3, 10]],
  ['lines around a marked one replaced', [change([3, 0], [6, 0], 'x\n')], [3, 7]],
  ['two places at once', [change([0, 0], [0, 0], '\n'), change([6, 0], [6, 0], '\n')], [4, 6, 11]],
  ['two places at once, the last first', [change([6, 0], [6, 0], '\n'), change([0, 0], [0, 0], '\n')], [4, 6, 11]],
])('moves marks after %s', (_, changes, lines) => {
  expect(moveMarks(marks, changes).map(({ line }) => line)).toEqual(lines)
})
