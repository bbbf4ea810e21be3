import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleFunction } from './bundleFunction.ts'
import type { Bundle } from './bundleFunction.ts'
import { copyFixture } from './copyFixture.ts'

/** Calls the function as the worker does: a named export, or a member of the default export. */
async function callBundled(bundle: Bundle, folder: string, item: unknown): Promise<unknown> {
  const away = join(folder, 'away')
  await mkdir(away, { recursive: true })
  const file = join(away, `${bundle.sha256}.mjs`)
  await writeFile(file, bundle.code)
  const module: unknown = await import(pathToFileURL(file).href)
  const candidates = [get(module, bundle.exportName), get(get(module, 'default'), bundle.exportName)]
  const run = candidates.find((each) => typeof each === 'function')
  if (typeof run !== 'function') throw new Error(`no function ${bundle.exportName}`)
  return run(item)
}

const get = (holder: unknown, name: string): unknown =>
  typeof holder === 'object' || typeof holder === 'function' ? Reflect.get(holder ?? {}, name) : undefined

describe('bundles and runs', () => {
  it.each([
    ['tsconfig-paths', 'src/jobs/toFeet.ts', 'toFeet', 100, 328],
    ['json-import', 'convert.ts', 'convert', 2, 3],
    ['workspace', 'packages/app/src/total.ts', 'total', [1.5, 2], 350],
    ['commonjs', 'lookup.cjs', 'lookup', 'one', 1],
    ['commonjs', 'lookup.cjs', 'ownName', null, expect.stringMatching(/^[\da-f]{64}\.mjs$/)],
    ['commonjs', 'single.cjs', 'default', 1, 2],
    ['top-level-await', 'settings.ts', 'scale', 2, 6],
    ['export-star', 'index.ts', 'area', 3, 9],
    ['export-star', 'index.ts', 'surface', 3, 9],
    ['export-star', 'index.ts', 'old', 3, -3],
    ['default-arrow', 'shout.ts', 'default', 'a', 'A'],
    ['tsx', 'render.tsx', 'render', 'a', '<b>a</b>'],
    ['native-addon', 'optional.ts', 'run', 'a', 'slow a'],
  ])('%s: %s#%s', async (name, path, exportName, item, expected) => {
    await using fixture = await copyFixture(name)
    const bundle = await bundleFunction({ modulePath: join(fixture.folder, path), exportName })
    expect(await callBundled(bundle, fixture.folder, item)).toEqual(expected)
    expect(bundle.warnings.filter((warning) => !warning.includes("the bundle's place"))).toEqual([])
  })
})

describe('refuses', () => {
  it.each([
    [
      'syntax-error',
      'broken.ts',
      'second',
      'bundle',
      /broken\.ts:6:22: Unexpected "\*"\n {2}6 \| .*item \+\* 2\n {4}\| {22}\^$/,
    ],
    [
      'missing-import',
      'nearby.ts',
      'run',
      'bundle',
      /nearby\.ts:1:23: Cannot find ".\/parsre"\n.*\n.*\^{10}$/,
      'Did you mean "./parser.ts"?',
    ],
    [
      'missing-import',
      'notInstalled.ts',
      'run',
      'bundle',
      /Cannot find "@acme\/tools\/chunk"/,
      'Run npm install @acme/tools',
    ],
    ['missing-import', 'editorOnly.ts', 'run', 'bundle', /Cannot find "vscode"/, /only inside the editor/],
    ['missing-import', 'builtin.ts', 'run', 'bundle', /Cannot find "fs\/promise"/, 'Did you mean "node:fs/promises"?'],
    [
      'missing-import',
      'picture.ts',
      'run',
      'bundle',
      /picture\.ts:1:18: logo\.png cannot be imported/,
      /Read the file/,
    ],
    ['missing-import', 'styled.ts', 'run', 'bundle', /styled\.ts:1:8: Style sheets cannot be imported/],
    [
      'native-addon',
      'hash.ts',
      'run',
      'bundle',
      /index\.js:1:24: fast-hash needs native code \(a .node add-on\), which is not supp/,
    ],
    ['missing-import', 'nowhere.ts', 'run', 'input', /There is no file .*nowhere\.ts$/, /^Check the path/],
    ['missing-import', 'parser.js', 'run', 'input', /There is no file/, /^Did you mean .*parser\.ts\?$/],
    ['missing-import', 'pictur', 'run', 'input', /There is no file/, /^Did you mean .*picture\.ts\?$/],
    ['missing-import', 'logo.png', 'run', 'input', /is not a JavaScript or TypeScript module/, /ends in \.ts/],
    ['export-star', '.', 'run', 'input', /is a folder, not a module/, /^Did you mean .*index\.ts\?$/],
    [
      'export-star',
      'plain.ts',
      'arae',
      'input',
      /There is no export "arae" in .*plain\.ts; it exports area, limit$/,
      'Did you mean "area"?',
    ],
    ['export-star', 'plain.ts', 'default', 'input', /There is no export "default"/, /^Export the function, or/],
    ['export-star', 'plain.ts', 'Options', 'input', /"Options" in .* is a type/, /exports area, limit\.$/],
    ['export-star', 'plain.ts', 'limit', 'input', /"limit" in .* is not a function/, /^Line 2 /],
  ] as const)('%s: %s#%s', async (name, path, exportName, kind, message, nextStep?: string | RegExp) => {
    await using fixture = await copyFixture(name)
    const error: unknown = await bundleFunction({ modulePath: join(fixture.folder, path), exportName }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({
      name: 'WrenError',
      kind,
      message: expect.stringMatching(message),
      ...(nextStep === undefined ? {} : { nextStep: expect.stringMatching(nextStep) }),
    })
  })

  it('tells each problem with its place, columns in UTF-16 units', async () => {
    await using fixture = await copyFixture('syntax-error')
    const modulePath = join(fixture.folder, 'broken.ts')
    await expect(bundleFunction({ modulePath, exportName: 'first' })).rejects.toMatchObject({
      problems: [
        { place: { file: modulePath, line: 6, column: 22, length: 1, lineText: '\tconst größe = item +* 2' } },
      ],
    })
  })
})

it('gives the same hash wherever the project lies, and another one for other code', async () => {
  await using here = await copyFixture('workspace')
  await using there = await copyFixture('workspace')
  const bundleIn = async (folder: string): Promise<Bundle> =>
    bundleFunction({ modulePath: join(folder, 'packages/app/src/total.ts'), exportName: 'total' })
  const first = await bundleIn(here.folder)
  const same = await bundleIn(there.folder)
  expect(same.sha256).toBe(first.sha256)
  expect(Buffer.from(first.code).toString()).not.toContain(here.folder)
  expect(first.sourceMap).not.toContain(here.folder)

  await writeFile(join(there.folder, 'packages/money/src/index.ts'), 'export const cents = () => 1')
  expect((await bundleIn(there.folder)).sha256).not.toBe(first.sha256)
})

it('warns of what works otherwise on Lambda', async () => {
  await using fixture = await copyFixture('surroundings')
  const { warnings } = await bundleFunction({ modulePath: join(fixture.folder, 'asset.ts'), exportName: 'run' })
  expect(warnings).toEqual([
    expect.stringMatching(/asset\.ts:4: Using direct eval with a bundler/),
    expect.stringMatching(/asset\.ts:3: import\.meta\.url is the bundle's place, not this file's/),
  ])
})

it('leaves no process of esbuild behind', async () => {
  await using fixture = await copyFixture('default-arrow')
  const modulePath = join(fixture.folder, 'shout.ts')
  await Promise.all([1, 2, 3].map(() => bundleFunction({ modulePath, exportName: 'default' })))
  expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap')
})
