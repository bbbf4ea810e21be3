import { describe, expect, it } from 'vitest'
import { describeRuntime, isNewer, readRuntimeVersion } from './runtimeVersion.ts'

describe('a runtime tells its version in its description', () => {
  it('reads what it wrote', () => {
    const version = { version: '1.2.3-beta.4', protocol: 12 }
    expect(readRuntimeVersion(describeRuntime(version))).toEqual(version)
  })

  it.each(['', 'Wren runtime', 'my function', 'Wren runtime 1.0.0, protocol x'])(
    'takes %j for none of ours',
    (text) => {
      expect(readRuntimeVersion(text)).toBeNull()
    },
  )
})

describe('isNewer', () => {
  it.each([
    ['0.2.0', '0.1.0', true],
    ['0.10.0', '0.9.9', true],
    ['1.0.0', '1.0.0', false],
    ['0.9.0', '0.10.0', false],
    ['1.0.0', '1.0.0-beta.1', true],
    ['1.0.0-beta.1', '1.0.0', false],
    ['1.0.0-beta.10', '1.0.0-beta.9', true],
    ['2.0.0-beta.1', '1.9.0', true],
  ])('%s over %s: %s', (version, than, expected) => {
    expect(isNewer(version, than)).toBe(expected)
  })
})
