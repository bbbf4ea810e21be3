import { describe, expect, test } from 'vitest'
import { duration, environmentVariable, memory, wholeNumber } from './optionValues.ts'

test.for([
  ['500ms', 500],
  ['30s', 30_000],
  ['30', 30_000],
  ['1.5s', 1_500],
  ['2m', 120_000],
  ['2 min', 120_000],
] as const)('a duration of %s', ([text, ms]) => {
  expect(duration(text)).toBe(ms)
})

test.for(['', '0', '-1s', '5h', '20m', 'soon', '1e3'])('no duration: %s', (text) => {
  expect(() => duration(text)).toThrow('such as 500ms')
})

test('memory is in MB', () => {
  expect([memory('1769'), memory('512mb'), memory('2gb'), memory('10G')]).toEqual([1769, 512, 2048, 10_240])
  for (const text of ['64', '20gb', '1.5gb', 'much']) expect(() => memory(text)).toThrow('128 to 10240')
})

test('a whole number has bounds', () => {
  expect(wholeNumber(0)('0')).toBe(0)
  expect(() => wholeNumber(1)('0')).toThrow('1 or more')
  expect(() => wholeNumber(1, 5)('6')).toThrow('from 1 to 5')
  for (const text of ['-1', '1.5', '', 'one', '0x10']) expect(() => wholeNumber(0)(text)).toThrow('whole number')
})

describe('an environment variable', () => {
  const parse = environmentVariable({ TOKEN: 'abc' })

  test('is given, or passed on, and added to those before', () => {
    expect(parse('URL=https://x?a=b', parse('TOKEN'))).toEqual({ TOKEN: 'abc', URL: 'https://x?a=b' })
    expect(parse('EMPTY=')).toEqual({ EMPTY: '' })
  })

  test('must be there and have a name', () => {
    expect(() => parse('OTHER')).toThrow('OTHER is not set here')
    expect(() => parse('=x')).toThrow('NAME=value')
    expect(() => parse('A B=x')).toThrow('NAME=value')
  })
})
