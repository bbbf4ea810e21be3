import { parse } from 'csv-parse/sync'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { checkOutputPath } from './checkOutputPath.ts'
import { exportResults } from './exportResults.ts'
import { readResultRecords } from './readResultRecords.ts'
import type { ResultRecord } from './resultRecord.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wren-results-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const succeeded = (index: number, value?: unknown): ResultRecord =>
  value === undefined
    ? { index, outcome: 'succeeded', ms: 1.5, attempts: 1 }
    : { index, outcome: 'succeeded', value, ms: 1.5, attempts: 1 }

const failed = (index: number, name: string, message: string): ResultRecord => ({
  index,
  outcome: 'threw',
  error: { name, message, kind: 'userCode' },
  ms: 2,
  attempts: 3,
})

async function readBack(path: string): Promise<ResultRecord[]> {
  const records: ResultRecord[] = []
  for await (const record of readResultRecords(path)) records.push(record)
  return records
}

const mixed: readonly ResultRecord[] = [
  succeeded(0, { city: 'Köln, "Dom"', count: -5, nested: { a: [1] } }),
  failed(1, 'TypeError', 'line 1\nline 2'),
  succeeded(2, { count: 2, ok: true, none: null, outcome: '=1+1' }),
  succeeded(3),
  succeeded(4, { ['__proto__']: 1, city: ' x\u2028' }),
]

test('JSON Lines, read back', async () => {
  const path = join(folder, 'out.jsonl')
  await exportResults(() => mixed, path)
  expect((await readFile(path, 'utf8')).split('\n')).toEqual([...mixed.map((record) => JSON.stringify(record)), ''])
  expect(await readBack(path)).toEqual(mixed)
  expect(await readdir(folder)).toEqual(['out.jsonl'])
})

test('JSON, one record a line', async () => {
  const path = join(folder, 'out.json')
  await exportResults(() => mixed, path)
  const text = await readFile(path, 'utf8')
  expect(JSON.parse(text)).toEqual(mixed)
  expect(text.split('\n')).toHaveLength(mixed.length + 3)
  await exportResults(() => [], path)
  expect(await readFile(path, 'utf8')).toBe('[]\n')
})

test('CSV with the union of the fields', async () => {
  const path = join(folder, 'out.csv')
  await exportResults(() => mixed, path)
  const text = await readFile(path, 'utf8')
  expect(text).toBe(
    [
      'index,outcome,city,count,nested,ok,none,value.outcome,__proto__,error_name,error_message',
      '0,succeeded,"Köln, ""Dom""",-5,"{""a"":[1]}",,,,,,',
      '1,threw,,,,,,,,TypeError,"line 1\nline 2"',
      '2,succeeded,,2,,true,,=1+1,,,',
      '3,succeeded,,,,,,,,,',
      '4,succeeded," x\u2028",,,,,,1,,',
      '',
    ].join('\r\n'),
  )
  expect(parse(text, { relax_column_count: false, record_delimiter: '\r\n' })).toHaveLength(mixed.length + 1)
})

test('CSV of values that are no objects', async () => {
  const path = join(folder, 'out.csv')
  await exportResults(() => [succeeded(0, 'a'), succeeded(1, [1, 2]), succeeded(2, null), succeeded(3, { b: 1 })], path)
  expect(await readFile(path, 'utf8')).toBe(
    'index,outcome,value,b,error_name,error_message\r\n' +
      '0,succeeded,a,,,\r\n1,succeeded,"[1,2]",,,\r\n2,succeeded,,,,\r\n3,succeeded,,1,,\r\n',
  )
  await exportResults(() => [], path)
  expect(await readFile(path, 'utf8')).toBe('index,outcome,error_name,error_message\r\n')
})

test('gzipped, and more than a block', async () => {
  const path = join(folder, 'out.jsonl.gz')
  const many = Array.from({ length: 20_000 }, (_, index) => succeeded(index, 'x'.repeat(index % 50)))
  await exportResults(() => many, path)
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n')
  expect(lines).toEqual(many.map((record) => JSON.stringify(record)))
})

test('reads lines that are longer than a chunk', async () => {
  const path = join(folder, 'out.jsonl')
  const records = [succeeded(0, 'é'.repeat(700_000)), succeeded(1, 1)]
  await exportResults(() => records, path)
  expect(await readBack(path)).toEqual(records)
})

test('a failure in the middle leaves the older file and nothing else', async () => {
  const path = join(folder, 'out.jsonl')
  await writeFile(path, 'older')
  const records = async function* (): AsyncGenerator<ResultRecord> {
    yield* Array.from({ length: 10_000 }, (_, index) => succeeded(index, 'x'.repeat(100)))
    throw new Error('the store is gone')
  }
  await expect(exportResults(records, path)).rejects.toMatchObject({
    kind: 'input',
    message: `Cannot write results to ${path}: the store is gone.`,
  })
  expect(await readFile(path, 'utf8')).toBe('older')
  expect(await readdir(folder)).toEqual(['out.jsonl'])
})

test('a link stays one', async () => {
  await writeFile(join(folder, 'real.jsonl'), 'older')
  await symlink('real.jsonl', join(folder, 'out.jsonl'))
  await exportResults(() => [succeeded(0, 1)], join(folder, 'out.jsonl'))
  expect((await lstat(join(folder, 'out.jsonl'))).isSymbolicLink()).toBe(true)
  expect(await readFile(join(folder, 'real.jsonl'), 'utf8')).toContain('"index":0')
})

test.each([
  ['out.txt', 'in which format', '.jsonl, .json or .csv'],
  ['out', 'in which format', '.jsonl, .json or .csv'],
  ['out.gz', 'in which format', '.jsonl, .json or .csv'],
  ['gone/out.json', 'there is no such file or folder', 'Check that'],
  ['file.txt/out.json', 'not a folder', 'Check the path'],
  ['folder.json', 'not a plain file', 'Name a file'],
])('refuses %s before anything runs', async (name, message, nextStep) => {
  await mkdir(join(folder, 'folder.json'))
  await writeFile(join(folder, 'file.txt'), '')
  expect(() => checkOutputPath(join(folder, name))).toThrow(
    expect.objectContaining({
      kind: 'input',
      message: expect.stringContaining(message),
      nextStep: expect.stringContaining(nextStep),
    }),
  )
})

test.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('refuses a folder without access', async () => {
  await chmod(folder, 0o500)
  expect(() => checkOutputPath(join(folder, 'out.json'))).toThrow(/permission denied/)
  await chmod(folder, 0o700)
})

test.each([
  ['OUT.JSON', { format: 'json', isGzipped: false }],
  ['a.b.ndjson.gz', { format: 'jsonl', isGzipped: true }],
  ['a.csv', { format: 'csv', isGzipped: false }],
])('%s names its format', (name, kind) => {
  expect(checkOutputPath(join(folder, name))).toEqual(kind)
})
