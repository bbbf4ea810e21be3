import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'

import { IngestTrial } from './ingestTrial.ts'

let trial: IngestTrial

beforeEach(async () => {
  trial = await IngestTrial.create()
})

afterEach(() => trial[Symbol.asyncDispose]())

const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))))

describe('reads', () => {
  test.each<[string, string, string | Buffer, string[]]>([
    ['JSON Lines', 'a.jsonl', '{"a":1}\n[2]\n"x"\nnull\n', ['1 {"a":1}', '2 [2]', '3 "x"', '4 null']],
    ['JSON Lines without a last line break', 'a.ndjson', '1\n2', ['1 1', '2 2']],
    ['JSON Lines with BOM, CRLF and blank lines', 'a.jsonl', '\ufeff1\r\n\r\n \t\r\n2\r\n', ['1 1', '4 2']],
    [
      'JSON Lines as they are written',
      'a.jsonl',
      ' {"a" : 12345678901234567890} \n',
      ['1  {"a" : 12345678901234567890} '],
    ],
    ['nothing', 'a.jsonl', '', []],
    ['nothing but line breaks', 'a.jsonl', '\n\r\n', []],
    ['JSON array', 'a.json', '[1, "a,]",\n {"b": [\n  "\\"[", {}]}\n]\n', ['1 1', '1 "a,]"', '2 {"b":["\\"[",{}]}']],
    [
      'JSON array with white space in strings',
      'a.json',
      '[\n{"a b" : " c\\n\\\\",\r\n"d":1}]',
      ['2 {"a b":" c\\n\\\\","d":1}'],
    ],
    ['JSON array on one line', 'a.json', '\ufeff [{"a":1},{"a": 2} , 3]', ['1 {"a":1}', '1 {"a": 2}', '1 3']],
    ['empty JSON array', 'a.json', ' [ \n ] ', []],
    ['empty JSON file', 'a.json', ' \n', []],
    ['CSV', 'a.csv', 'a,b\n1,"x, ""y"""\n,\n', ['2 {"a":"1","b":"x, \\"y\\""}', '3 {"a":"","b":""}']],
    [
      'CSV with BOM, CRLF, line breaks in quotes',
      'a.CSV',
      '\ufeffa,b\r\n"1\r\n2\n3",x\r\n\r\n4,"5"',
      ['2 {"a":"1\\r\\n2\\n3","b":"x"}', '6 {"a":"4","b":"5"}'],
    ],
    ['CSV with odd names', 'a.csv', '__proto__,"a\nb"\n1,2\n', ['3 {"__proto__":"1","a\\nb":"2"}']],
    ['CSV of a header only', 'a.csv', 'a,b\n', []],
    ['CSV of nothing', 'a.csv', '', []],
    ['TSV', 'a.tsv', 'a\tb\n5" disk\t"x\ty"\n', ['2 {"a":"5\\" disk","b":"x\\ty"}']],
    ['text lines', 'a.txt', 'one\r\n\r\n  "two"\tü\n', ['1 "one"', '2 ""', '3 "  \\"two\\"\\tü"']],
    ['text of another ending', 'a.log', '{"a":1}', ['1 "{\\"a\\":1}"']],
    ['gzipped JSON Lines', 'a.jsonl.gz', gzipSync('\ufeff1\n2\n'), ['1 1', '2 2']],
    [
      'gzipped CSV of two members',
      'a.csv.gz',
      Buffer.concat([gzipSync('a\n1\n'), gzipSync('2\n')]),
      ['2 {"a":"1"}', '3 {"a":"2"}'],
    ],
    ['gzipped under another name', 'a.json', gzipSync('[1]'), ['1 1']],
    ['plain under the name of gzip', 'a.jsonl.gz', '1\n', ['1 1']],
    ['gzipped nothing', 'a.jsonl.gz', gzipSync(''), []],
    ['a character that was U+FFFD before', 'a.txt', '\ufffd\n', ['1 "\ufffd"']],
  ])('%s', async (_, name, content, items) => {
    expect(await trial.ingestText(name, content)).toEqual(items)
  })

  test('a format that is given, whatever the ending', async () => {
    expect(await trial.ingestText('a.txt', '[1,2]', { format: 'json' })).toEqual(['1 1', '1 2'])
  })
})

describe('tells the first malformed record', () => {
  test.each<[string, string, string | Buffer, string]>([
    [
      'a missing comma',
      'a.jsonl',
      '1\n{"a": 1 "b": 2}\n',
      `FILE:2:9: expected ',' or '}' after a value, found '"'\n  {"a": 1 "b": 2}\n          ^`,
    ],
    [
      'columns in UTF-16 code units',
      'a.jsonl',
      '{"😀é": x}',
      `FILE:1:9: expected a value, found 'x'\n  {"😀é": x}\n          ^`,
    ],
    [
      'a line cut short',
      'a.jsonl',
      '{"a":[1',
      `FILE:1:8: expected ',' or ']' after a value, found the end of the line\n  {"a":[1\n         ^`,
    ],
    [
      'JSON of several lines',
      'a.jsonl',
      '{\n "a": 1\n}',
      `FILE:1:2: expected a key in double quotes, found the end of the line\n  {\n   ^`,
    ],
    [
      'invalid UTF-8 in JSON Lines',
      'a.jsonl',
      bytes('1\n"é', 0xe9, '"\n'),
      'FILE:2:3: byte 0xE9 is not valid UTF-8\n  "é\ufffd"\n    ^',
    ],
    [
      'invalid UTF-8 in text',
      'a.txt',
      bytes('1\nGr', 0xfc, 0xdf, 'e\n'),
      'FILE:2:3: byte 0xFC is not valid UTF-8\n  Gr\ufffd\ufffde\n    ^',
    ],
    [
      'a NUL in text',
      'a.txt',
      bytes('x\n'.repeat(3000), 'a', 0, 'b'),
      'FILE:3001:2: a NUL byte, which is not text\n  a·b\n   ^',
    ],
    [
      'a fault inside an element',
      'a.json',
      '[\n  {"a": 1},\n  {"b": tru}\n]',
      `FILE:3:9: expected a value, found 'tru'\n  {"b": tru}\n        ^`,
    ],
    [
      'a fault in an array on one line',
      'a.json',
      '[{"é": 1}, {"b" 2}]',
      `FILE:1:17: expected ':' after a key, found '2'\n  {"b" 2}\n       ^`,
    ],
    [
      'a missing comma between elements',
      'a.json',
      '[{"a":1}\n {"a":2}]',
      `FILE:2:2: expected ',' or ']' after the value, found '{'\n   {"a":2}\n   ^`,
    ],
    ['a comma too many', 'a.json', '[1,\n2,\n]', `FILE:3:1: expected a value, found ']'\n  ]\n  ^`],
    ['two commas', 'a.json', '[1,,2]', `FILE:1:4: expected a value, found ','\n  ,\n  ^`],
    [
      'a wrong bracket',
      'a.json',
      '[{"a":[1}, 2]',
      `FILE:1:9: expected ',' or ']' after a value, found '}'\n  {"a":[1}, 2]\n         ^`,
    ],
    [
      'an array closed as an object',
      'a.json',
      '[1, 2}',
      `FILE:1:6: expected ',' or ']' after a value, found '}'\n  }\n  ^`,
    ],
    [
      'an array that is never closed',
      'a.json',
      '[1,\n2 ',
      `FILE:2:3: the array is never closed: found the end of the input\n  2 \n    ^`,
    ],
    [
      'an array cut inside a string',
      'a.json',
      '[1,\n{"a":"b',
      `FILE:2:6: this string is never closed\n  {"a":"b\n       ^`,
    ],
    [
      'an array cut after a comma',
      'a.json',
      '[1,\n',
      `FILE:2:1: the array is never closed: found the end of the input\n  \n  ^`,
    ],
    [
      'a lost quote',
      'a.json',
      '[{"a":"x},\n{"a":"y"}]',
      `FILE:1:11: a line break inside a string (JSON writes it as \\n)\n  {"a":"x},\n           ^`,
    ],
    [
      'more after an array',
      'a.json',
      '[1]\n[2]',
      `FILE:2:1: expected the end of the input after the array\n  [2]\n  ^`,
    ],
    ['an object', 'a.json', '\n {"a":1}', `FILE:2:2: expected an array of items, found an object\n  {"a":1}\n  ^`],
    ['a JSON file of text', 'a.json', 'hello', `FILE:1:1: expected an array of items, found 'h'\n  hello\n  ^`],
    [
      'a ragged row, too short',
      'a.csv',
      'a,b\n"1\n",2\n3\n',
      'FILE:4:2: expected 2 fields as in the header, found 1\n  3\n   ^',
    ],
    [
      'a ragged row, too long',
      'a.csv',
      'a,b\n"1,",2,3,4\n',
      'FILE:2:8: expected 2 fields as in the header, found 4\n  "1,",2,3,4\n         ^',
    ],
    [
      'text behind a closing quote',
      'a.csv',
      'a,b\n"1"x,2\n',
      'FILE:2:4: expected a comma or the end of the line after the closing quote\n  "1"x,2\n     ^',
    ],
    [
      'a quote inside a field',
      'a.csv',
      'a,b\n1,5" disk\n',
      'FILE:2:4: a quote inside a field that does not begin with one (CSV writes "a ""b"" c")\n  1,5" disk\n     ^',
    ],
    [
      'a quote that is never closed',
      'a.csv',
      'a,b\n1,"2\n3,4\n',
      'FILE:2:3: this quoted field is never closed\n  1,"2\n    ^',
    ],
    [
      'invalid UTF-8 in CSV',
      'a.csv',
      bytes('a,b\n"\n', 0xff, '",1\n'),
      'FILE:3:1: byte 0xFF is not valid UTF-8\n  \ufffd",1\n  ^',
    ],
    [
      'two columns of a name',
      'a.csv',
      'a,"b",c,b\n',
      'FILE:1:9: columns 2 and 4 of the header have the same name "b"\n  a,"b",c,b\n          ^',
    ],
    ['a column without a name', 'a.tsv', 'a\t\tb\n', 'FILE:1:3: column 2 of the header has no name\n  a  b\n    ^'],
    [
      'classic Mac line breaks',
      'a.csv',
      'a,b\r1,2\r',
      'FILE:1:3: the lines end with CR alone, as on a classic Mac\n  a,b·1,2\n    ^',
    ],
    ['binary data', 'a.txt', bytes(1, 2, 0, 3), 'FILE is binary data, not text: it holds NUL bytes.'],
    ['UTF-16', 'a.csv', Buffer.from('\ufeffa,b', 'utf16le'), 'FILE is UTF-16, not text in UTF-8.'],
    [
      'a workbook',
      'a.csv',
      Buffer.from('PK\u0003\u0004....'),
      'FILE is a zip archive or an Office workbook, not text in UTF-8.',
    ],
    [
      'gzip cut short',
      'a.jsonl.gz',
      gzipSync('1\n'.repeat(1000)).subarray(0, -9),
      'Cannot unpack FILE: the gzip data is cut short.',
    ],
    [
      'gzip with a wrong checksum',
      'a.jsonl.gz',
      bytes(...gzipSync('1\n').subarray(0, -5), 0, 0, 0, 0, 0),
      'Cannot unpack FILE: the gzip data is damaged.',
    ],
    ['an empty file named as gzip', 'a.csv.gz', '', 'Cannot unpack FILE: it is empty, which gzip data never is.'],
  ])('%s', async (_, name, content, message) => {
    expect(await trial.refusal(name, content)).toBe(message)
  })

  test('a long line is cut around the fault', async () => {
    const message = await trial.refusal('a.jsonl', `["${'x'.repeat(500)}", y, "${'z'.repeat(500)}"]`)
    const [head, line, caret] = message.split('\n')
    expect(head).toBe(`FILE:1:506: expected a value, found 'y'`)
    expect(line).toMatch(/^ {2}…x+", y, "z+…$/)
    expect(line?.[caret?.indexOf('^') ?? -1]).toBe('y')
  })
})
