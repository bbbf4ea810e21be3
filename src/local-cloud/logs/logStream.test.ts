import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLogStream, type LogStream } from './logStream.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-stream-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const open = (): LogStream =>
  openLogStream('name', join(folder, 'log'), { createdAt: 0, firstTimestamp: null, lastTimestamp: null })
const messages = (events: readonly { readonly message: string }[]): readonly string[] =>
  events.map((event) => event.message)

it('reads on from any event, forwards and backwards, and over a restart', () => {
  const stream = open()
  for (const message of ['one', 'two\nlines', 'three ä']) stream.append(message)
  const all = stream.readFrom(0, 10_000)
  expect(messages(all)).toEqual(['one', 'two\nlines', 'three ä'])
  expect(messages(stream.readFrom(all[0]?.end ?? 0, 10_000))).toEqual(['two\nlines', 'three ä'])
  expect(messages(stream.readBefore(all[2]?.start ?? 0, 10_000))).toEqual(['one', 'two\nlines'])
  expect(messages(stream.readBefore(stream.length, 30))).toEqual(['three ä'])
  expect(stream.readFrom(stream.length, 10_000)).toEqual([])
  expect(messages(open().readFrom(0, 10_000))).toEqual(messages(all))
})

it('reads an event that is longer than a page, and none that is cut off', () => {
  const stream = open()
  stream.append('x'.repeat(500))
  expect(stream.readFrom(0, 10)).toHaveLength(1)
  stream.flush()
  appendFileSync(stream.path, '123\t"cut o')
  expect(open().readFrom(0, 10_000)).toHaveLength(1)
})

it('drops the older half of too much, and keeps the places of what is left', () => {
  const stream = open()
  const message = 'x'.repeat(1024 * 1024)
  for (let n = 0; n < 20; n += 1) stream.append(`${n} ${message}`)
  stream.append('last')
  const { length, storedBytes } = stream
  expect(length).toBeGreaterThan(20 * 1024 * 1024)
  expect(storedBytes).toBeLessThan(17 * 1024 * 1024)
  const left = stream.readFrom(0, length)
  expect(left[0]?.start).toBe(length - storedBytes)
  expect(left.at(-1)).toMatchObject({ message: 'last', end: length })
  expect(messages(stream.readFrom(left.at(-2)?.end ?? 0, 100))).toEqual(['last'])
  expect(messages(stream.readBefore(length, 100))).toEqual(['last'])
})
