import { Writable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { EventOutput } from './eventOutput.ts'

function slowStream(): { stream: Writable; chunks: Buffer[]; letGo: () => void } {
  const chunks: Buffer[] = []
  let waiting: (() => void) | undefined
  const stream = new Writable({
    highWaterMark: 1024,
    write: (chunk: Buffer, _encoding, callback) => {
      chunks.push(chunk)
      waiting = callback
    },
  })
  return { stream, chunks, letGo: () => waiting?.() }
}

function fastStream(): { stream: Writable; chunks: string[] } {
  const chunks: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, callback) => {
      chunks.push(chunk.toString())
      callback()
    },
  })
  return { stream, chunks }
}

describe('EventOutput', () => {
  it('sends many lines as few chunks and loses none', async () => {
    const { stream, chunks } = fastStream()
    using output = new EventOutput(stream)
    const lines = Array.from({ length: 10_000 }, (_, index) => `{"line":${index},"text":"some more"}\n`)
    for (const line of lines) output.lines(Buffer.from(line))
    await output.end()
    expect(chunks.join('')).toBe(lines.join(''))
    expect(chunks.length).toBeLessThan(10)
    expect(output.bytes).toBe(lines.join('').length)
  })

  it('says when the reader is behind and when it has caught up', async () => {
    const { stream, letGo } = slowStream()
    using output = new EventOutput(stream)
    const told: boolean[] = []
    const caughtUp = new Promise<void>((resolve) => {
      output.onBlockedChange = (isBlocked) => {
        told.push(isBlocked)
        if (!isBlocked) resolve()
      }
    })
    output.lines(Buffer.alloc(100_000, 10))
    expect(told).toEqual([true])
    letGo()
    await caughtUp
    expect(told).toEqual([true, false])
  })

  it('says when nobody is there any more, and then ends at once', async () => {
    const { stream } = fastStream()
    using output = new EventOutput(stream)
    const broken = new Promise<void>((resolve) => {
      output.onBroken = resolve
    })
    stream.destroy(new Error('gone'))
    await broken
    output.lines(Buffer.from('x\n'))
    await output.end()
  })

  it('beats while there is nothing to say', () => {
    vi.useFakeTimers({
      toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'setImmediate', 'performance'],
    })
    try {
      const { stream, chunks } = fastStream()
      using _output = new EventOutput(stream)
      vi.advanceTimersByTime(31_000)
      expect(chunks.map((chunk) => JSON.parse(chunk).kind)).toEqual(['heartbeat', 'heartbeat'])
    } finally {
      vi.useRealTimers()
    }
  })
})
