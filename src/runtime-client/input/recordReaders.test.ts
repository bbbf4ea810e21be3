import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'

import { readDelimited } from './csv.ts'
import { readJsonArray } from './jsonArray.ts'
import { readJsonLines } from './jsonLines.ts'
import type { RecordReader, RecordSink } from './recordReader.ts'
import { readTextLines } from './textLines.ts'

const chunkSizes = [1, 2, 3, 7, 64, 100_000]

/** What a reader makes of a source cut into chunks of a size; the chunks' memory is reused, as that of a file's is. */
function read(create: (sink: RecordSink) => RecordReader, source: Buffer, chunkBytes: number): string[] {
  const seen: string[] = []
  const reader = create({
    item: (json, line) => seen.push(`${line} ${typeof json === 'string' ? json : Buffer.from(json).toString()}`),
    bad: ({ line, column, reason }) => seen.push(`${line}:${column} ${reason}`),
    broken: ({ line, column, reason }) => {
      seen.push(`${line}:${column} ${reason}`)
      throw new Error('broken')
    },
  })
  const buffer = Buffer.alloc(chunkBytes)
  try {
    for (let at = 0; at < source.length; at += chunkBytes) {
      reader.push(buffer.subarray(0, source.copy(buffer, 0, at, at + chunkBytes)))
    }
    reader.end()
  } catch (error) {
    if (!(error instanceof Error && error.message === 'broken')) throw error
  }
  return seen
}

function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function randomValue(next: (below: number) => number, depth: number): unknown {
  const kind = next(depth > 3 ? 4 : 6)
  if (kind === 0) return next(1000) / 8 - 50
  if (kind === 1) return ['', 'a"b', '[{', '\\', '}],', 'é😀\n\t', '\u2028'][next(7)]
  if (kind === 2) return next(2) === 0
  if (kind === 3) return null
  const values = Array.from({ length: next(4) }, () => randomValue(next, depth + 1))
  return kind === 4 ? values : Object.fromEntries(values.map((value, index) => [`k"${index}`, value]))
}

/** Odd white space between tokens, none inside strings. */
function loose(json: string, next: (below: number) => number): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g, (token) => {
    const space = ['', '', '', ' ', '\n', '\r\n', '\t'][next(7)] ?? ''
    return `${space}${token}${['', ' ', '\n'][next(3)] ?? ''}`
  })
}

test('JSON arrays of all sorts, cut anywhere, as JSON.parse reads them', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const next = random(seed)
    const values = Array.from({ length: next(6) }, () => randomValue(next, 0))
    const text = loose(JSON.stringify(values), next)
    const runs = chunkSizes.map((size) => read(readJsonArray, Buffer.from(text), size))
    const [first = []] = runs
    expect(first.map((item): unknown => JSON.parse(item.slice(item.indexOf(' '))))).toEqual(JSON.parse(text))
    expect(first.every((item) => !/[\r\n]/.test(item))).toBe(true)
    for (const run of runs) expect(run).toEqual(first)
  }
})

test('harmed sources of all formats are told alike however they are cut', () => {
  const formats: [(sink: RecordSink) => RecordReader, string][] = [
    [readJsonArray, '[{"a":"é\\n"},\n [1, "x😀"], {"b": {"c": "\\""}}\n]\n'],
    [readJsonLines, '{"a":"é"}\r\n[1,2]\n\n"x😀"\n'],
    [(sink) => readDelimited(sink, ','), 'a,b\r\n1,"x\n""y"""\r\n\n2,é😀\n'],
    [(sink) => readDelimited(sink, '\t'), 'a\tb\n1\t"x\ty"\n5"\té\n'],
    [readTextLines, 'é\r\n\n😀x\n'],
  ]
  for (const [create, text] of formats) {
    for (let seed = 1; seed <= 150; seed += 1) {
      const next = random(seed)
      const source = Buffer.from(text)
      for (let times = next(3); times >= 0; times -= 1) {
        source[next(source.length)] = Buffer.from('"\\\n\r,[]{}x\0\xff\xe9\t', 'latin1')[next(14)] ?? 0
      }
      const runs = chunkSizes.map((size) => read(create, source, size))
      for (const run of runs) expect(run, JSON.stringify(source.toString('latin1'))).toEqual(runs[0])
    }
  }
})

test('CSV of all sorts, cut anywhere, as csv-parse reads it', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const next = random(seed)
    const columns = 1 + next(4)
    const lineBreak = next(2) === 0 ? '\n' : '\r\n'
    const field = (): string => {
      const text = ['', 'a', 'b c', 'x,y', 'q"q', '"', 'l1\nl2', 'l1\r\nl2', 'é😀', ' '][next(10)] ?? ''
      return /[",\r\n]/.test(text) || next(3) === 0 ? `"${text.replaceAll('"', '""')}"` : text
    }
    const row = (): string => Array.from({ length: columns }, field).join(',')
    const header = Array.from({ length: columns }, (_, column) => `c${column}`).join(',')
    const text = [header, ...Array.from({ length: next(8) }, row)].join(lineBreak) + (next(2) === 0 ? lineBreak : '')
    const expected = parse(text, { columns: true, skip_empty_lines: true, record_delimiter: lineBreak })
    for (const size of chunkSizes) {
      const items = read((sink) => readDelimited(sink, ','), Buffer.from(text), size)
      expect(items.map((item): unknown => JSON.parse(item.slice(item.indexOf(' '))))).toEqual(expected)
    }
  }
})

test('a line of many chunks is read in one pass', () => {
  const long = JSON.stringify('x'.repeat(8_000_000))
  expect(read(readJsonLines, Buffer.from(`${long}\n1`), 1000)).toEqual([`1 ${long}`, '2 1'])
  expect(read(readJsonArray, Buffer.from(`[${long},\n1]`), 1000)).toEqual([`1 ${long}`, '2 1'])
})
