import { expect, it } from 'vitest'
import { createMatcher, searchLog } from './searchLog.ts'

it.each([
  ['Timeout', 'request TIMEOUT after 3 s', true],
  ['timeout', 'all fine', false],
  ['a.b', 'axb', false],
  ['/a.b/', 'axb', true],
  ['/A.B/', 'axb', false],
  ['/A.B/i', 'axb', true],
  ['/\\d{3}/g', 'status 503', true],
  ['/home/me', 'in /home/me/x', true],
  ['/', 'a/b', true],
])('%s on "%s": %s', (text, line, expected) => {
  const matches = createMatcher(text)
  expect([matches(line), matches(line)]).toEqual([expected, expected])
})

it('refuses a pattern that is none', () => {
  expect(() => createMatcher('/(/')).toThrow(SyntaxError)
})

it('finds single lines of what was written at once', async () => {
  const line = (index: number, text: string) => ({ index, attempt: 1, stream: 'stdout' as const, text, at: index })
  const found: string[] = []
  for await (const { index, text } of searchLog([line(1, 'one\ntwo\ntwo again'), line(2, 'three')], 'two')) {
    found.push(`${index} ${text}`)
  }
  expect(found).toEqual(['1 two', '1 two again'])
})
