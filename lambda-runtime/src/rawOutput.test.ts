import { describe, expect, it } from 'vitest'
import { RawOutput } from './rawOutput.ts'

function listen(budget = 1000): { raw: RawOutput; told: string[] } {
  const told: string[] = []
  const raw = new RawOutput(budget, ({ index, stream, text }) => told.push(`${index} ${stream} ${text}`))
  return { raw, told }
}

describe('RawOutput', () => {
  it('makes lines of pieces, also where a character is cut', () => {
    const { raw, told } = listen()
    const bytes = Buffer.from('one\ntwö\nthr')
    raw.add(1, 'stdout', bytes.subarray(0, 7))
    raw.add(1, 'stdout', bytes.subarray(7))
    raw.add(1, 'stderr', Buffer.from('err\n'))
    raw.endItem(1)
    expect(told).toEqual(['1 stdout one', '1 stdout twö', '1 stderr err', '1 stdout thr'])
  })

  it('does not mix the lines of two items', () => {
    const { raw, told } = listen()
    raw.add(1, 'stdout', Buffer.from('of the first'))
    raw.add(null, 'stdout', Buffer.from('of nobody\n'))
    expect(told).toEqual(['1 stdout of the first', 'null stdout of nobody'])
  })

  it('counts what is too much', () => {
    const { raw, told } = listen(10)
    raw.add(1, 'stdout', Buffer.from('12345\n67890\nab\n'))
    expect(told).toEqual(['1 stdout 12345'])
    expect(raw.takeDropped(1)).toMatchObject({ droppedLines: 2, droppedBytes: 9 })
    expect(raw.takeDropped(1)).toBeUndefined()
  })
})
