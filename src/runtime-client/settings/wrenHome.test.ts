import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareWrenHome, wrenHome } from './wrenHome.ts'

describe('wrenHome', () => {
  const home = homedir()
  const cases: readonly (readonly [string, NodeJS.ProcessEnv, NodeJS.Platform, string])[] = [
    ['WREN_HOME goes first', { WREN_HOME: '/a/b', XDG_STATE_HOME: '/x' }, 'linux', resolve('/a/b')],
    ['a relative WREN_HOME becomes absolute', { WREN_HOME: 'b' }, 'linux', resolve('b')],
    ['an empty WREN_HOME is none', { WREN_HOME: '' }, 'linux', join(home, '.local/state/wren')],
    ['XDG_STATE_HOME on Linux', { XDG_STATE_HOME: '/x' }, 'linux', join('/x', 'wren')],
    ['macOS', {}, 'darwin', join(home, 'Library/Application Support/wren')],
    ['Windows', { LOCALAPPDATA: '/local' }, 'win32', join('/local', 'wren')],
  ]
  it.each(cases)('%s', (_name, environment, platform, expected) => {
    expect(wrenHome(environment, platform)).toBe(expected)
  })
})

describe('prepareWrenHome', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wren-home-'))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  // Windows has no modes: there the user's own folder is closed to others as it is.
  it.skipIf(process.platform === 'win32')('makes the folder for this user alone', async () => {
    const home = join(folder, 'deep', 'home')
    prepareWrenHome(home)
    expect((await stat(home)).mode & 0o777).toBe(0o700)
    prepareWrenHome(home)
  })

  it('says what to do where a file is in the way', async () => {
    const home = join(folder, 'home')
    await writeFile(home, '')
    for (const place of [home, join(home, 'below')]) {
      expect(() => prepareWrenHome(place)).toThrow(
        expect.objectContaining({ kind: 'input', nextStep: expect.stringContaining('WREN_HOME') }),
      )
    }
  })

  it.runIf(process.platform === 'linux')('refuses a place where nothing can be made', () => {
    expect(() => prepareWrenHome('/proc/wren/home')).toThrow(expect.objectContaining({ kind: 'input' }))
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'refuses a folder that cannot be written to',
    async () => {
      await chmod(folder, 0o500)
      expect(() => prepareWrenHome(folder)).toThrow(expect.objectContaining({ kind: 'input' }))
      await chmod(folder, 0o700)
    },
  )
})
