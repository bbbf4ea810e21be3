import { describe, expect, it } from 'vitest'
import { moveFrame, parseStack, parseStackFrames, printFrame } from './stackFrames.ts'

const hash = '0'.repeat(64)

describe('frames as V8 prints them', () => {
  it.each([
    ['at fn (/a/b.ts:10:5)', 'fn', false, ['/a/b.ts', 10, 5]],
    [`at async fn (file:///tmp/x%20y/${hash}.mjs:10:5)`, 'fn', true, [`/tmp/x y/${hash}.mjs`, 10, 5]],
    ['at file:///tmp/x.mjs:1:2', null, false, ['/tmp/x.mjs', 1, 2]],
    ['at async file:///tmp/x.mjs:1:2', null, true, ['/tmp/x.mjs', 1, 2]],
    ['at new X (/a.ts:1:2)', 'new X', false, ['/a.ts', 1, 2]],
    ['at async Promise.all (index 0)', 'Promise.all', true, null],
    ['at Array.map (<anonymous>)', 'Array.map', false, null],
    ['at Object.foo [as bar] (/a (1).ts:1:2)', 'Object.foo [as bar]', false, ['/a (1).ts', 1, 2]],
    ['at get size [as size] (/a.ts:1:2)', 'get size [as size]', false, ['/a.ts', 1, 2]],
    ['at #priv (/a.ts:1:2)', '#priv', false, ['/a.ts', 1, 2]],
    ['at C:\\a b\\c.js:1:2', null, false, ['C:\\a b\\c.js', 1, 2]],
    ['at fn (C:\\a\\c.js:1:2)', 'fn', false, ['C:\\a\\c.js', 1, 2]],
    ['at fn (native)', 'fn', false, null],
    ['at node:internal/timers:1:2', null, false, ['node:internal/timers', 1, 2]],
    ['at eval (eval at run (/a.ts:3:4), <anonymous>:1:6)', 'eval', false, ['/a.ts', 3, 4]],
    ['at f (eval at g (eval at run (/a.ts:3:4), <anonymous>:1:1), <anonymous>:1:6)', 'f', false, ['/a.ts', 3, 4]],
    ['at eval (<anonymous>:1:2)', 'eval', false, null],
  ] as const)('%s', (line, functionName, isAsync, position) => {
    const [frame] = parseStackFrames(`    ${line}`)
    const [file, lineNumber, column] = position ?? []
    expect(frame).toMatchObject({
      functionName,
      isAsync,
      position: position === null ? null : { file, line: lineNumber, column },
    })
    expect(frame && printFrame(frame)).toBe(`    ${line}`)
  })
})

it('moves the place of a frame, inside eval too', () => {
  const moved = parseStackFrames('at eval (eval at run (/a.ts:3:4), <anonymous>:1:6)\nat fn (/a.ts:1:1)').map((frame) =>
    printFrame(moveFrame(frame, { file: '/b$&.ts', line: 7, column: 8 })),
  )
  expect(moved).toEqual(['    at eval (eval at run (/b$&.ts:7:8), <anonymous>:1:6)', '    at fn (/b$&.ts:7:8)'])
})

it.each([
  ['Error: m\n    at a (/a.ts:1:2)', 'm', 'Error: m', 1],
  ['Error: m\n    at least this\n    at a (/a.ts:1:2)', 'm\n    at least this', 'Error: m\n    at least this', 1],
  ['Error\n    at a (/a.ts:1:2)', '', 'Error', 1],
  ['Error: old message\n    at a (/a.ts:1:2)', 'changed later', 'Error: old message', 1],
  ['no frames at all', 'x', 'no frames at all', 0],
  ['', '', '', 0],
])('splits %j into header and frames', (stack, message, header, frames) => {
  const parsed = parseStack(stack, message)
  expect([parsed.header, parsed.frames.length]).toEqual([header, frames])
})
