import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const readText = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(readText('package.json'))

describe('the manifest', () => {
  test('names files that exist or are built', () => {
    expect(existsSync(join(root, manifest.bin.wren))).toBe(true)
    expect(manifest.main).toBe('./dist/extension.cjs')
    const written = manifest.files.filter((path: string) => path !== 'dist' && path !== 'media')
    expect(written.filter((path: string) => !existsSync(join(root, path)))).toEqual([])
  })

  test('asks for the Node that the launchers ask for', () => {
    const [, major, minor] = /^>=(\d+)\.(\d+)\.0$/.exec(manifest.engines.node) ?? []
    expect(readText('scripts/withNode.mjs')).toContain(`const minimum = [${major}, ${minor}]`)
    expect(readText('bin/wren.mjs')).toContain(`const minimum = [${major}, ${minor}]`)
    expect(readText('scripts/build.ts')).toContain(`target: 'node${major}.${minor}'`)
  })

  test('has the version of the newest entry in the changelog', () => {
    const [, newest] = /^## \[(.+?)\]/m.exec(readText('CHANGELOG.md')) ?? []
    expect(newest).toBe(manifest.version)
  })

  test('declares the same version as the lock file', () => {
    expect(JSON.parse(readText('package-lock.json')).version).toBe(manifest.version)
  })

  test('ships esbuild alone: all else is bundled', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['esbuild'])
  })

  // Where a registry lacks one, npm leaves it out without a word, and `npm ci` then refuses the lock file everywhere.
  test('has a lock file with the packages of every platform', () => {
    const { packages } = JSON.parse(readText('package-lock.json'))
    const missing = Object.entries<{ optionalDependencies?: object }>(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    )
    expect(missing).toEqual([])
  })
})
