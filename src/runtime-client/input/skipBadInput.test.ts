import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { IngestTrial } from './ingestTrial.ts'

let trial: IngestTrial

beforeEach(async () => {
  trial = await IngestTrial.create()
})

afterEach(() => trial[Symbol.asyncDispose]())

const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))))

describe('--skip-bad-input makes a bad item of', () => {
  test.each<[string, string, string | Buffer, string[]]>([
    ['a line', 'a.jsonl', '1\nx\n3', ['1 1', "2:1 expected a value, found 'x'", '3 3']],
    ['a line in Latin-1', 'a.txt', bytes('a\n', 0xe4, '\nb'), ['1 "a"', '2:1 byte 0xE4 is not valid UTF-8', '3 "b"']],
    [
      'elements',
      'a.json',
      '[1,{"a" 1},,{"b":[1,]}, 2 3, 4]',
      [
        '1 1',
        "1:9 expected ':' after a key, found '1'",
        "1:12 expected a value, found ','",
        "1:21 expected a value, found ']'",
        "1:27 expected ',' or ']' after the value, found '3'",
        '1 4',
      ],
    ],
    [
      'an element with a line break in a string',
      'a.json',
      '[1,\n"a\nb", "é", [2',
      [
        '1 1',
        '2:3 a line break inside a string (JSON writes it as \\n)',
        '3 "é"',
        "3:12 expected ',' or ']' after a value, found the end of the input",
      ],
    ],
    [
      'the rest of an array that is cut',
      'a.json',
      '[1,2',
      ['1 1', '1:5 the array is never closed: found the end of the input'],
    ],
    [
      'rows',
      'a.csv',
      'a,b\n1\n2,"3"x\n4,5\n6,"7',
      [
        '2:2 expected 2 fields as in the header, found 1',
        '3:6 expected a comma or the end of the line after the closing quote',
        '4 {"a":"4","b":"5"}',
        '5:3 this quoted field is never closed',
      ],
    ],
  ])('%s', async (_, name, content, items) => {
    expect(await trial.ingestText(name, content, { skipBadInput: true })).toEqual(items)
  })

  test.each<[string, string, string, string]>([
    ['more after an array', 'a.json', '[1]]', 'FILE:1:4: expected the end of the input after the array'],
    [
      'a string that takes the rest along',
      'a.json',
      '[{"a":"x},\n{"a":"y"},\n{"a":"z"}]',
      'FILE:1:11: a line break inside a string (JSON writes it as \\n)',
    ],
    ['a quote that takes the rest along', 'a.csv', 'a,b\n1,"2\n3,4\n', 'FILE:2:3: this quoted field is never closed'],
    ['a header', 'a.csv', 'a,a\n', 'FILE:1:3: columns 1 and 2 of the header have the same name "a"'],
  ])('nothing that nobody can tell apart: %s', async (_, name, content, message) => {
    const [head] = (await trial.refusal(name, content, { skipBadInput: true })).split('\n')
    expect(head).toBe(message)
  })
})
