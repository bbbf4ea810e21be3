import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { BuildFailure } from 'esbuild'
import { BundleError } from './bundleError.ts'
import { buildModule, findProjectFolder } from './buildModule.ts'
import type { BuildEntry, BuiltModule } from './buildModule.ts'
import { checkExport } from './checkExport.ts'
import { checkModuleFile } from './checkModuleFile.ts'
import { describeWarnings } from './describeWarnings.ts'
import { explainBuildFailure } from './explainBuildFailure.ts'
import type { FunctionReference } from './parseFunctionReference.ts'

/** The user's function with all it imports, as one ES module. */
export interface Bundle {
  readonly code: Uint8Array
  /** Source Map v3 as JSON; its sources are relative to `projectFolder`. Stays on this machine. */
  readonly sourceMap: string
  /** Lower-case hex SHA-256 of `code`; the same content gives the same hash wherever the checkout lies. */
  readonly sha256: string
  /**
   * What to call. An ES module exports it by this name; of a CommonJS module the bundle has `default` alone, which is
   * its `module.exports`, and the name is looked up there.
   */
  readonly exportName: string
  /** Absolute. */
  readonly projectFolder: string
  /** What may not work as the user expects, one short text each. */
  readonly warnings: readonly string[]
}

/**
 * Bundles the module that exports a function. Rejects with a WrenError: kind `input` where there is no such file or
 * export, kind `bundle` (a BundleError) where the code cannot be bundled.
 */
export async function bundleFunction({ modulePath, exportName }: FunctionReference): Promise<Bundle> {
  await checkModuleFile(modulePath)
  // esbuild follows links, so the paths it tells are relative to the project only from the real folder.
  const path = await realpath(modulePath)
  const projectFolder = await findProjectFolder(path)
  const built = await buildOrExplain({ path }, path, projectFolder)
  const found = await checkExport(built.metafile, { modulePath: path, exportName }, projectFolder)
  // What `export *` passes on from a CommonJS module is known only to the module's namespace at run time.
  const { code, sourceMap, metafile, warnings } =
    found === 'inNamespace' ? await buildOrExplain(namespaceEntry(path), path, projectFolder) : built
  return {
    code,
    sourceMap,
    sha256: createHash('sha256').update(code).digest('hex'),
    exportName,
    projectFolder,
    warnings: await describeWarnings(warnings, metafile, projectFolder),
  }
}

async function buildOrExplain(entry: BuildEntry, modulePath: string, projectFolder: string): Promise<BuiltModule> {
  try {
    return await buildModule(entry, projectFolder)
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    const problems = error.errors.map((message) => explainBuildFailure(message, projectFolder))
    throw new BundleError(modulePath, problems, error)
  }
}

function namespaceEntry(path: string): BuildEntry {
  return {
    text: `import * as all from ${JSON.stringify(`./${basename(path)}`)}\nexport default all\n`,
    folder: dirname(path),
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0
}
