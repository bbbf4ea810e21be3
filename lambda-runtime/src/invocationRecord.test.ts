import { describe, expect, it, vi } from 'vitest'
import { InvocationRecord } from './invocationRecord.ts'

function record(): { record: InvocationRecord; lines: () => readonly unknown[] } {
  let written = ''
  const made = new InvocationRecord({ jobId: 'j', batchId: 'b' }, (text) => {
    written += text.toString()
  })
  return {
    record: made,
    lines: () => {
      made.flush()
      return written
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line))
    },
  }
}

const log = (index: number | null, text: string, at: number): Buffer =>
  Buffer.from(JSON.stringify({ kind: 'log', index, stream: 'stdout', text, at }))

describe('InvocationRecord', () => {
  it('names job and batch in every line', () => {
    const { record: made, lines } = record()
    made.event(Buffer.from('{"kind":"batchEnded","finished":1}'))
    expect(lines()).toEqual([{ jobId: 'j', batchId: 'b', kind: 'batchEnded', finished: 1 }])
  })

  it('makes one line of what one item logs on end, in order with all else', () => {
    const { record: made, lines } = record()
    made.log(log(1, 'first "quoted","at":', 10))
    made.log(log(1, 'second\nand third', 11))
    made.log(log(null, 'of nobody', 12))
    made.event(Buffer.from('{"kind":"finished","index":1}'))
    made.log(log(1, 'afterwards', 13))
    const ids = { jobId: 'j', batchId: 'b' }
    expect(lines()).toEqual([
      { ...ids, kind: 'log', index: 1, stream: 'stdout', text: 'first "quoted","at":\nsecond\nand third', at: 10 },
      { ...ids, kind: 'log', index: null, stream: 'stdout', text: 'of nobody', at: 12 },
      { ...ids, kind: 'finished', index: 1 },
      { ...ids, kind: 'log', index: 1, stream: 'stdout', text: 'afterwards', at: 13 },
    ])
  })

  it('writes whole lines whenever it writes', () => {
    const writes: string[] = []
    const made = new InvocationRecord({ jobId: 'j', batchId: 'b' }, (text) => void writes.push(text.toString()))
    for (let line = 0; line < 5_000; line += 1) made.log(log(1, 'x'.repeat(50), line))
    made.flush()
    expect(writes.length).toBeGreaterThan(5)
    for (const text of writes) for (const line of text.trimEnd().split('\n')) JSON.parse(line)
  })

  it('keeps nothing back for long', () => {
    vi.useFakeTimers()
    const written: string[] = []
    const made = new InvocationRecord({ jobId: 'j', batchId: 'b' }, (text) => void written.push(text.toString()))
    made.log(log(1, 'one', 1))
    made.log(log(1, 'two', 2))
    expect(written).toEqual([])
    vi.advanceTimersByTime(1_000)
    expect(written.map((text): unknown => JSON.parse(text).text)).toEqual(['one\ntwo'])
    made.flush()
    vi.advanceTimersByTime(10_000)
    expect(written).toHaveLength(1)
    vi.useRealTimers()
  })
})
