import { expect, it } from 'vitest'
import { debugConfiguration } from './debugConfiguration.ts'

it('runs the item with the same Node, in its own folder, with its own environment', () => {
  const launch = {
    program: '/ext/dist/debug-item.mjs',
    args: ['/home/jobs/1/debug/item-3.json'],
    cwd: '/work',
    env: { TOKEN: 'x' },
    bundleFolder: 'C:\\wren\\jobs\\1\\debug',
    changedSources: [],
  }
  const made = debugConfiguration(launch, 'score, item 3', { execPath: '/usr/bin/code', versions: { node: '24.1.0' } })
  expect(made).toMatchObject({
    type: 'node',
    runtimeExecutable: '/usr/bin/code',
    nodeVersionHint: 24,
    cwd: '/work',
    env: { TOKEN: 'x', ELECTRON_RUN_AS_NODE: '1' },
    outFiles: ['C:/wren/jobs/1/debug/*.mjs'],
    resolveSourceMapLocations: ['C:/wren/jobs/1/debug/**'],
  })
})
