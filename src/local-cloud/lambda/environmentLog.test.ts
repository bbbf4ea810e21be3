import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createEnvironmentLog } from './environmentLog.ts'

it('makes lines of what comes in pieces, and keeps a rest for the end', async () => {
  const lines: string[] = []
  const output = new PassThrough()
  const followed = createEnvironmentLog((line) => lines.push(line)).follow(output)
  const text = Buffer.from('first\nsecond ä\n\nrest')
  for (const byte of text) output.write(Buffer.from([byte]))
  output.end()
  await new Promise((resolve) => output.on('end', resolve))
  expect(lines).toEqual(['first', 'second ä', ''])
  followed.flush()
  expect(lines.at(-1)).toBe('rest')
})

it('keeps the last 4 KB where they are wanted', () => {
  const log = createEnvironmentLog(() => {})
  log.startTail(true)
  for (let n = 0; n < 1000; n += 1) log.write(`line ${n}`)
  const tail = log.tail().toString()
  expect(tail).toHaveLength(4096)
  expect(tail.endsWith('line 998\nline 999\n')).toBe(true)
  log.startTail(false)
  log.write('more')
  expect(log.tail()).toHaveLength(0)
})
