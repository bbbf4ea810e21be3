import { appendFileSync, rmSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { IngestTrial } from './ingestTrial.ts'
import { Spool } from './spool.ts'

let trial: IngestTrial

beforeEach(async () => {
  trial = await IngestTrial.create()
})

afterEach(() => trial[Symbol.asyncDispose]())

describe('--sample', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `${index}`).join('\n')

  test('takes as many as asked for, spread over the input, in its order, the same ones each time', async () => {
    const first = await trial.ingestText('a.jsonl', lines, { sample: 100 })
    expect(first).toHaveLength(100)
    const values = first.map((item) => Number(item.split(' ')[1]))
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b))
    expect(first.every((item) => Number(item.split(' ')[0]) === Number(item.split(' ')[1]) + 1)).toBe(true)
    for (const tenth of Array.from({ length: 10 }, (_, step) => step * 500)) {
      expect(values.filter((value) => value >= tenth && value < tenth + 500).length).toBeGreaterThan(1)
    }
    expect(await trial.ingestText('a.jsonl', lines, { sample: 100 })).toEqual(first)
    expect(await readdir(trial.spoolFolder)).toEqual(['items.idx', 'items.json', 'items.jsonl'])
  })

  test('of more than there is takes all', async () => {
    expect(await trial.ingestText('a.jsonl', '1\n2\n', { sample: 10 })).toEqual(['1 1', '2 2'])
  })

  test('still tells a fault anywhere in the input', async () => {
    expect(await trial.refusal('a.jsonl', `${lines}\nx`, { sample: 1 })).toMatch(/^FILE:5001:1: /)
  })

  test('counts bad records as records', async () => {
    expect(await trial.ingestText('a.jsonl', 'x\ny\n', { sample: 5, skipBadInput: true })).toHaveLength(2)
  })

  test.each([0, -1, 1.5, Number.NaN])('of %d is refused', async (sample) => {
    await expect(trial.ingestText('a.jsonl', '1', { sample })).rejects.toMatchObject({ kind: 'input' })
  })
})

describe('standard input', () => {
  test.each<[string, string | Buffer, string, string[]]>([
    ['a JSON array', ' [1,\n2]', 'json', ['1 1', '2 2']],
    ['a JSON array of objects on a line each', '[\n{"a":1},\n{"a":2}\n]', 'json', ['2 {"a":1}', '3 {"a":2}']],
    ['a JSON array of arrays', '[[1],\n[2]]', 'json', ['1 [1]', '2 [2]']],
    ['an array a line', '[1,2]\n[3]\n', 'jsonl', ['1 [1,2]', '2 [3]']],
    ['objects a line', '{"a":1}\n{"a":2}', 'jsonl', ['1 {"a":1}', '2 {"a":2}']],
    ['text', 'one\ntwo', 'text', ['1 "one"', '2 "two"']],
    [
      'a log',
      '[2026-01-31] started\n[2026-02-01] ended\n',
      'text',
      ['1 "[2026-01-31] started"', '2 "[2026-02-01] ended"'],
    ],
    ['another log', '[INFO] started\n', 'text', ['1 "[INFO] started"']],
    ['nothing', '', 'text', []],
    ['gzip', gzipSync('{"a":1}'), 'jsonl', ['1 {"a":1}']],
  ])('is taken for %s', async (_, content, format, items) => {
    const standardInput = Readable.from([...Buffer.from(content)].map((byte) => Buffer.from([byte])))
    expect(await trial.ingest({ standardInput })).toEqual(items)
    await using spool = await Spool.open(trial.spoolFolder)
    expect(spool.meta).toMatchObject({ format, sourceName: 'standard input' })
  })

  test('has the format that is given', async () => {
    expect(await trial.ingest({ standardInput: Readable.from([Buffer.from('a\n1')]), format: 'csv' })).toEqual([
      '2 {"a":"1"}',
    ])
  })

  test('tells its faults', async () => {
    const standardInput = Readable.from([Buffer.from('{"a":1}\n{')])
    await expect(trial.ingest({ standardInput })).rejects.toThrow(/^standard input:2:2: /)
  })

  test('that fails is told', async () => {
    const standardInput = new PassThrough()
    standardInput.destroy(new Error('the other end is gone'))
    await expect(trial.ingest({ standardInput })).rejects.toThrow('the other end is gone')
  })
})

describe('wrong use', () => {
  test('a missing file of nearly the name', async () => {
    await writeFile(join(trial.folder, 'cities.jsonl'), '')
    await expect(trial.ingest({ inputPath: join(trial.folder, 'citeis.jsonl') })).rejects.toMatchObject({
      kind: 'input',
      message: `There is no file ${join(trial.folder, 'citeis.jsonl')}.`,
      nextStep: `Did you mean ${join(trial.folder, 'cities.jsonl')}?`,
    })
    await expect(trial.ingest({ inputPath: join(trial.folder, 'zzz') })).rejects.toMatchObject({
      nextStep: 'Check the path of the input.',
    })
  })

  test('a missing folder', async () => {
    await expect(trial.ingest({ inputPath: join(trial.folder, 'gone', 'a.json') })).rejects.toThrow(
      /There is no folder .*gone/,
    )
  })

  test('a folder', async () => {
    await mkdir(join(trial.folder, 'a.json'))
    await expect(trial.ingest({ inputPath: join(trial.folder, 'a.json') })).rejects.toThrow(/it is a folder/)
  })

  test('an unknown format', async () => {
    await expect(trial.ingestText('a.txt', '1', { format: 'jsno' })).rejects.toMatchObject({
      kind: 'input',
      message: 'There is no input format "jsno".',
      nextStep: 'Give one of json, jsonl, csv, tsv, text; did you mean json?',
    })
    expect(await trial.ingestText('a.txt', '1', { format: 'ndjson' })).toEqual(['1 1'])
  })

  test('no standard input', async () => {
    await expect(trial.ingest({})).rejects.toMatchObject({ kind: 'input' })
  })

  test('a place for the spool that is a file', async () => {
    await writeFile(join(trial.folder, 'job'), '')
    await expect(trial.ingestText('a.jsonl', '1')).rejects.toMatchObject({
      kind: 'input',
      message: /Cannot keep the input/,
    })
  })
})

describe('while it is read', () => {
  const long = `"${'x'.repeat(1000)}"\n`.repeat(3000)

  test('progress is told', async () => {
    const seen: number[] = []
    await trial.ingestText('a.jsonl', long, {
      onProgress: ({ bytesRead, totalBytes }) => seen.push(bytesRead, totalBytes ?? -1),
    })
    expect(seen.length).toBeGreaterThan(4)
    expect(seen.slice(-2)).toEqual([long.length, long.length])
  })

  test('a file that grows is refused', async () => {
    const onProgress = (): void => appendFileSync(join(trial.folder, 'a.jsonl'), '2\n')
    expect(await trial.refusal('a.jsonl', long, { onProgress })).toBe('FILE was changed while it was being read.')
  })

  test('a file that goes away is refused', async () => {
    const onProgress = (): void => rmSync(join(trial.folder, 'a.jsonl'), { force: true })
    expect(await trial.refusal('a.jsonl', long, { onProgress })).toBe('FILE went away while it was being read.')
  })

  test.each([undefined, 10])('a cancel leaves nothing (sample %s)', async (sample) => {
    const cancel = new AbortController()
    const options = {
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
      ...(sample === undefined ? {} : { sample }),
    }
    expect(await trial.refusal('a.jsonl', long, options)).toBe('Cancelled while FILE was being read.')
  })

  test('a cancel ends the wait for standard input', async () => {
    const cancel = new AbortController()
    const standardInput = new PassThrough()
    standardInput.write('{"a":1}\n'.repeat(200_000))
    const reading = trial.ingest({ standardInput, signal: cancel.signal, onProgress: () => cancel.abort() })
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' })
    expect(await readdir(trial.spoolFolder)).toEqual([])
  })
})
