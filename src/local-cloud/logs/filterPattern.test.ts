import { expect, it } from 'vitest'
import { compileFilterPattern } from './filterPattern.ts'

it.each([
  ['', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR "out of memory"', 'ERROR: out of memory', true],
  ['ERROR "out of memory"', 'ERROR: out of money', false],
  ['ERROR -known', 'ERROR known', false],
  ['?WARN ?ERROR', 'a WARN', true],
  ['?WARN ?ERROR', 'an INFO', false],
  ['"say \\"hi\\""', 'they say "hi"', true],
  ['{ $.id = "a" }', '{"id":"a"}', true],
  ['{ $.id = "a*" }', '{"id":"abc"}', true],
  ['{ $.id != "a" }', '{"id":"b"}', true],
  ['{ $.deep.id = 5 && $.level = "INFO" }', '{"deep":{"id":5},"level":"INFO"}', true],
  ['{ ($.n >= 5) || ($.n < 2) }', '{"n":3}', false],
  ['{ $.id = "a" }', 'no JSON', false],
])('matches %s against %s: %s', (pattern, message, expected) => {
  expect(compileFilterPattern(pattern)(message)).toBe(expected)
})
