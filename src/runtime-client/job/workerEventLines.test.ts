import { describe, expect, it } from 'vitest'
import { WorkerEventLines } from './workerEventLines.ts'

const log = (text: string): string => `${JSON.stringify({ kind: 'log', index: 0, stream: 'stdout', text, at: 1 })}\n`

describe('WorkerEventLines', () => {
  it('reads the same events however the bytes are cut', () => {
    const bytes = Buffer.from(log('grüße') + log('𝄞 second') + log(''))
    for (let size = 1; size <= bytes.length; size++) {
      const lines = new WorkerEventLines()
      const texts: unknown[] = []
      for (let at = 0; at < bytes.length; at += size) {
        for (const event of lines.push(bytes.subarray(at, at + size))) if (event.kind === 'log') texts.push(event.text)
      }
      expect(texts).toEqual(['grüße', '𝄞 second', ''])
    }
  })

  it.each(['not json', '{"kind":"unheard of"}', '[]', 'null', '{"kind":"finished","index":"1","attempt":1}'])(
    'refuses %s',
    (line) => {
      expect(() => new WorkerEventLines().push(Buffer.from(`${line}\n`))).toThrow(SyntaxError)
    },
  )
})
