import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sealEnv, unsealEnv } from './sealEnv.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wren-seal-'))
})
afterEach(() => rmSync(home, { recursive: true }))

it('gives back what was sealed, and shows nothing of it', () => {
  const sealed = sealEnv(home, { TOKEN: 'hunter2', EMPTY: '' })
  expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('hunter2')
  expect(unsealEnv(home, sealed)).toEqual({ TOKEN: 'hunter2', EMPTY: '' })
  expect(sealEnv(home, { TOKEN: 'hunter2', EMPTY: '' })).not.toBe(sealed)
  expect(readdirSync(home)).toEqual(['secret.key'])
})

it('says what to do where the key is another or damaged', () => {
  const sealed = sealEnv(home, { TOKEN: 'hunter2' })
  writeFileSync(join(home, 'secret.key'), Buffer.alloc(32))
  expect(() => unsealEnv(home, sealed)).toThrow(/cannot be read with .*secret\.key/)
  writeFileSync(join(home, 'secret.key'), 'short')
  expect(() => sealEnv(home, {})).toThrow(/is damaged: it has 5 bytes/)
})
