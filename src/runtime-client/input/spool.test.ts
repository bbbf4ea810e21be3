import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { Spool } from './spool.ts'
import { SpoolWriter } from './spoolWriter.ts'

const source = { sourceName: 'numbers.jsonl', format: 'jsonl' } as const
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wren-spool-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('gives back items, bad ones and their lines', async () => {
  using writer = new SpoolWriter(folder, source)
  writer.write('{"a":"ä"}', 1)
  writer.writeBad('expected a value', 3, 7)
  writer.write(Buffer.from('[1,2]'), 2 ** 33)
  const meta = await writer.finish()
  await using spool = await Spool.open(folder)

  const text = '{"a":"ä"}\n{"reason":"expected a value","column":7}\n[1,2]\n'
  expect(await readFile(join(folder, 'items.jsonl'), 'utf8')).toBe(text)
  expect(meta).toEqual({
    version: 1,
    count: 3,
    bad: 1,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    ...source,
  })
  expect(spool.meta).toEqual(meta)
  expect(await spool.readRange(0, 3)).toEqual([
    { kind: 'good', index: 0, line: 1, json: '{"a":"ä"}' },
    { kind: 'bad', index: 1, line: 3, bad: { reason: 'expected a value', column: 7 } },
    { kind: 'good', index: 2, line: 2 ** 33, json: '[1,2]' },
  ])
  expect(await spool.item(2)).toMatchObject({ json: '[1,2]' })
  expect(spool.byteLength(0)).toBe(10)
  expect([...spool.badIndexes()]).toEqual([1])
  await expect(spool.readRange(2, 2)).rejects.toThrow(RangeError)
  await expect(spool.item(-1)).rejects.toThrow(RangeError)
})

test('an input of no items is a spool of no items', async () => {
  using writer = new SpoolWriter(folder, source)
  await writer.finish()
  await using spool = await Spool.open(folder)
  expect(spool.count).toBe(0)
  expect(await spool.readRange(0, 0)).toEqual([])
})

test('items of all sizes, over many pages and blocks, read in any order', async () => {
  const jsonOf = (index: number): string =>
    JSON.stringify(index % 9999 === 0 ? 'é'.repeat(index * 3) : index % 500 === 0 ? 'x'.repeat(index) : index)
  const count = 100_000
  using writer = new SpoolWriter(folder, source)
  for (let index = 0; index < count; index += 1) writer.write(jsonOf(index), index * 2 + 1)
  await writer.finish()
  await using spool = await Spool.open(folder)
  for (const first of [0, 4095, 99_990, 5, 50_000, 4095, 32_000]) {
    for (const item of await spool.readRange(first, 10)) {
      expect(item).toEqual({ kind: 'good', index: item.index, line: item.index * 2 + 1, json: jsonOf(item.index) })
    }
  }
  let bytes = 0
  for (let index = 0; index < count; index += 1) bytes += spool.byteLength(index) + 1
  expect(bytes).toBe(spool.meta.bytes)
})

test('a spool that was not finished is known as torn, and leaves nothing when disposed', async () => {
  const writer = new SpoolWriter(folder, source)
  writer.write('1', 1)
  await expect(Spool.open(folder)).rejects.toMatchObject({ kind: 'input', nextStep: expect.stringContaining('anew') })
  writer[Symbol.dispose]()
  expect(await readdir(folder)).toEqual([])
})

test('writing anew over a finished spool makes it torn until it is finished again', async () => {
  using first = new SpoolWriter(folder, source)
  first.write('1', 1)
  await first.finish()
  using second = new SpoolWriter(folder, source)
  await expect(Spool.open(folder)).rejects.toThrow('never read to its end')
  await second.finish()
  await using spool = await Spool.open(folder)
  expect(spool.count).toBe(0)
})

test.each([
  ['items.jsonl cut', () => truncate(join(folder, 'items.jsonl'), 1), /damaged: items\.jsonl/],
  ['items.idx cut', () => truncate(join(folder, 'items.idx'), 15), /damaged: items\.idx/],
  ['no items.idx', () => rm(join(folder, 'items.idx')), /no such file/],
  ['meta that is no JSON', () => writeFile(join(folder, 'items.json'), '{"version":1,'), /damaged/],
  ['meta without fields', () => writeFile(join(folder, 'items.json'), '{"version":1}'), /damaged/],
  ['a newer version', () => writeFile(join(folder, 'items.json'), '{"version":2}'), /newer version/],
])('refuses to open: %s', async (_, harm, message) => {
  using writer = new SpoolWriter(folder, source)
  writer.write('"abc"', 1)
  await writer.finish()
  await harm()
  await expect(Spool.open(folder)).rejects.toThrow(message)
})

test.runIf(process.platform === 'linux')('a full disk is told with the folder', async () => {
  await symlink('/dev/full', join(folder, 'items.jsonl'))
  using writer = new SpoolWriter(folder, source)
  writer.write('1', 1)
  await expect(writer.finish()).rejects.toMatchObject({
    kind: 'input',
    message: `Cannot keep the input in ${folder}: the disk is full.`,
    nextStep: expect.stringContaining('Free some space'),
  })
})

test('a folder that is not there is told', () => {
  expect(() => new SpoolWriter(join(folder, 'gone'), source)).toThrow(/Cannot keep the input in .*gone/)
})
