import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { previewInput } from './previewInput.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wren-preview-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function preview(name: string, contents: string | Uint8Array): Promise<unknown> {
  const path = join(folder, name)
  await writeFile(path, contents)
  return await previewInput(path, new AbortController().signal)
}

describe('previewInput', () => {
  const whole = { isWhole: true, fault: null }
  it.each([
    ['a.csv', 'a,b\n1,2\n3,4\n', { format: 'csv', items: 2, firstItem: '{"a":"1","b":"2"}' }],
    ['a.jsonl', '{"a":1}\n\n{"a":2}\n', { format: 'jsonl', items: 2, firstItem: '{"a":1}' }],
    ['a.json', '[1, 2, 3]', { format: 'json', items: 3, firstItem: '1' }],
    ['a.txt', 'x\ny', { format: 'text', items: 2, firstItem: '"x"' }],
    ['a.tsv.gz', gzipSync('a\tb\n1\t2\n'), { format: 'tsv', items: 1, firstItem: '{"a":"1","b":"2"}' }],
    ['empty.json', '[]', { format: 'json', items: 0, firstItem: null }],
  ])('counts the items of %s', async (name, contents, expected) => {
    expect(await preview(name, contents)).toEqual({ ...whole, ...expected })
  })

  it('tells of the first malformed record', async () => {
    expect(await preview('bad.jsonl', '1\n{\n2\n')).toMatchObject({
      items: 2,
      fault: expect.stringContaining('bad.jsonl:2:'),
    })
  })

  it('reads no more than a part of a large file', async () => {
    const line = `${JSON.stringify('x'.repeat(1_000))}\n`
    const seen = await preview('large.jsonl', line.repeat(6_000))
    expect(seen).toMatchObject({ isWhole: false, firstItem: line.slice(0, 300) })
  })

  it('says what is the matter with a file that is not there', async () => {
    await expect(previewInput(join(folder, 'none.csv'), new AbortController().signal)).rejects.toMatchObject({
      kind: 'input',
    })
  })
})
