import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BuildOptions, BuildResult } from 'esbuild'
import { withEsbuild } from './withEsbuild.ts'
import { refuseUnsupportedFiles } from './refuseUnsupportedFiles.ts'

/** What esbuild made of a module, before anything is checked. */
export interface BuiltModule {
  readonly code: Uint8Array
  readonly sourceMap: string
  readonly metafile: ModuleMetafile
  readonly warnings: ModuleBuildResult['warnings']
}

type ModuleBuildResult = BuildResult<typeof fixedOptions & { plugins: [] }>
/** esbuild's own description of what went into the bundle; paths are relative to the project folder. */
export type ModuleMetafile = ModuleBuildResult['metafile']

/** Where esbuild starts: the module itself, or a text that imports it from the module's folder. */
export type BuildEntry = { readonly path: string } | { readonly text: string; readonly folder: string }

const outputName = 'bundle.mjs'

/**
 * Gives CommonJS code its module scope. The names differ from Node's so that an ES module that declares `__dirname`
 * or imports `createRequire` for itself is not in their way; esbuild keeps `require` free by itself.
 */
const banner = `import { createRequire as __wrenCreateRequire } from "node:module";
import { fileURLToPath as __wrenFileURLToPath } from "node:url";
import { dirname as __wrenPathDirname } from "node:path";
const require = __wrenCreateRequire(import.meta.url);
const __wrenFilename = __wrenFileURLToPath(import.meta.url);
const __wrenDirname = __wrenPathDirname(__wrenFilename);`

const fixedOptions = {
  bundle: true,
  write: false,
  metafile: true,
  outfile: outputName,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: 'external',
  sourcesContent: true,
  keepNames: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'silent',
  banner: { js: banner },
  define: { __filename: '__wrenFilename', __dirname: '__wrenDirname' },
} as const satisfies BuildOptions

/**
 * Bundles an entry into one ES module. Everything is told relative to `projectFolder`, so the code does not depend on
 * where the checkout lies. Rejects with esbuild's own BuildFailure.
 */
export async function buildModule(entry: BuildEntry, projectFolder: string): Promise<BuiltModule> {
  const result = await withEsbuild(({ build }) =>
    build({
      ...fixedOptions,
      absWorkingDir: projectFolder,
      ...('path' in entry
        ? { entryPoints: [entry.path] }
        : { stdin: { contents: entry.text, resolveDir: entry.folder, sourcefile: 'wren-entry.js' } }),
      plugins: [refuseUnsupportedFiles()],
    }),
  )
  const output = (suffix: string) => result.outputFiles.find((file) => file.path.endsWith(suffix))
  const code = output(outputName)
  const sourceMap = output(`${outputName}.map`)
  if (code === undefined || sourceMap === undefined) throw new Error('esbuild wrote no bundle')
  return { code: code.contents, sourceMap: sourceMap.text, metafile: result.metafile, warnings: result.warnings }
}

/** The nearest folder at or above the module's own that has a package.json; the module's own where there is none. */
export async function findProjectFolder(modulePath: string): Promise<string> {
  const moduleFolder = dirname(modulePath)
  for (let folder = moduleFolder; ; folder = dirname(folder)) {
    const found = await stat(join(folder, 'package.json')).catch(() => null)
    if (found?.isFile()) return folder
    if (folder === dirname(folder)) return moduleFolder
  }
}
