import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { buildRuntimeFiles, buildRuntimeZip } from './build.ts'

describe('the runtime zip', () => {
  it('is the same for the same sources, and small', async () => {
    const [first, second] = await Promise.all([buildRuntimeZip(), buildRuntimeZip()])
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    expect(hash(first)).toBe(hash(second))
    expect(first.length).toBeLessThan(300_000)
  })

  it('holds the handler and the child', async () => {
    expect([...(await buildRuntimeFiles()).keys()]).toEqual(['child.mjs', 'index.mjs'])
  })
})
