import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { zipSync, type Zippable } from 'fflate'

/** The files of the worker as they lie in its zip, by name: bundled, minified, the same bytes for the same sources. */
export async function buildRuntimeFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = dirname(fileURLToPath(import.meta.url))
  const { outputFiles } = await build({
    absWorkingDir: join(folder, '..'),
    entryPoints: { index: join(folder, 'src/handler.ts'), child: join(folder, 'src/child/main.ts') },
    outdir: '/',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.13',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  })
  const files = outputFiles.map((file) => [file.path.replace(/^.*[\\/]/, ''), file.contents] as const)
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The worker as Lambda takes it. */
export async function buildRuntimeZip(): Promise<Uint8Array> {
  const contents: Zippable = {}
  // A zip holds local times since 1980; one that never changes makes its hash that of its contents.
  const options = { mtime: new Date(1980, 0, 1), level: 9, os: 3, attrs: 0o644 << 16 } as const
  for (const [name, bytes] of await buildRuntimeFiles()) contents[name] = [bytes, options]
  return zipSync(contents)
}
