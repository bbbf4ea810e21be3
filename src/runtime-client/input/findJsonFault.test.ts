import { expect, test } from 'vitest'

import { findJsonFault } from './findJsonFault.ts'
import { refusalOfJson } from './jsonLines.ts'

test.each([
  ['', 0, 'expected a value, found the end'],
  ['{"a":1,}', 7, "expected a key in double quotes, found '}'"],
  ["{'a':1}", 1, `expected a key in double quotes, found '''`],
  ['[1,]', 3, "expected a value, found ']'"],
  ['[NaN]', 1, "expected a value, found 'NaN'"],
  ['nullx', 0, "expected a value, found 'nullx'"],
  ['01', 1, "expected the end after the value, found '1'"],
  ['-', 0, "expected a value, found '-'"],
  ['1.', 1, "expected the end after the value, found '.'"],
  ['"a\tb"', 2, 'a tab inside a string (JSON writes it as \\t)'],
  ['"a\u0001"', 2, 'a control character inside a string (JSON writes it as \\u0001)'],
  ['"\\x"', 1, 'an escape that JSON does not know'],
  ['"\\u12g4"', 1, 'an escape that JSON does not know'],
  ['"abc\\', 0, 'this string is never closed'],
  ['["abc\\"', 1, 'this string is never closed'],
  ['[1}', 2, "expected ',' or ']' after a value, found '}'"],
  ['1 2', 2, "expected the end after the value, found '2'"],
  ['\u00a01', 0, "expected a value, found '\u00a0'"],
])('%j', (text, offset, reason) => {
  expect(findJsonFault(text)).toMatchObject({ offset, reason })
})

test.each([
  ['{"a":[1', true],
  ['"ab', true],
  ['"ab\\', true],
  ['"ab\\u00', true],
  ['tru', false],
  ['[1}', false],
  ['"\\u00x', false],
  ['"\\x', false],
])('%j may be cut short: %s', (text, isCutShort) => {
  expect(findJsonFault(text)).toMatchObject({ isCutShort })
})

test('agrees with JSON.parse on what is JSON', () => {
  const parts = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\',
    '\\u00e9',
    '1',
    '-0',
    '.5',
    'e+1',
    'true',
    'null',
    'x',
    ' ',
    '\n',
    'é',
    '0',
  ]
  const whole = ['{"a":[1,{"b":null}],"c":"\\n"}', '[[],{},"",-1.5e-3,true]', ' {"a" : "\\ud83d" } ']
  for (let round = 0; round < 20_000; round += 1) {
    const text = round % 2 === 0 ? joined(round, parts) : harmed(whole[round % whole.length] ?? '', round, parts)
    expect([text, findJsonFault(text) === null]).toEqual([text, refusalOfJson(text) === null])
  }
})

test('deep nesting and long strings are no trouble', () => {
  expect(findJsonFault(`${'['.repeat(200_000)}1,`)).toMatchObject({ offset: 200_002 })
  expect(findJsonFault(`["${'\\n'.repeat(2_000_000)}" x]`)).toMatchObject({ offset: 4_000_004 })
})

function joined(seed: number, parts: readonly string[]): string {
  const count = 1 + (seed % 7)
  return Array.from({ length: count }, (_, step) => pick(seed * 31 + step * 977, parts)).join('')
}

function harmed(text: string, seed: number, parts: readonly string[]): string {
  const at = hash(seed) % (text.length + 1)
  return text.slice(0, at) + (seed % 3 === 0 ? '' : pick(seed, parts)) + text.slice(at + (seed % 2))
}

function pick(seed: number, parts: readonly string[]): string {
  return parts[hash(seed + 7) % parts.length] ?? ''
}

function hash(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 12)) >>> 0
}
