import { build } from 'esbuild'
import { join } from 'node:path'
import { rigPaths } from './rigPaths.ts'

/**
 * Bundles test files into one entry that any VS Code can run (desktop VS Code cannot read TypeScript); returns its
 * path. `name` tells bundles apart.
 */
export async function bundleInEditorTests(name: string, testFiles: readonly string[]): Promise<string> {
  const outfile = join(rigPaths.built, 'in-editor', `${name}.cjs`)
  const runner = join(import.meta.dirname, 'runMochaInEditor.ts')
  await build({
    stdin: {
      contents: [
        `import { runMochaInEditor } from ${JSON.stringify(runner)}`,
        'export const run = () => runMochaInEditor(() => {',
        ...testFiles.map((file) => `  require(${JSON.stringify(file)})`),
        '})',
      ].join('\n'),
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return outfile
}
