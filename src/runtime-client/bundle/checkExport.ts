import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { WrenError } from '../errors.ts'
import type { ModuleMetafile } from './buildModule.ts'
import { nearestName } from './nearestName.ts'
import type { FunctionReference } from './parseFunctionReference.ts'
import { shownPath } from './shownPath.ts'

/**
 * Where the export is found: among the bundle's own exports, or in the module's namespace object only, where a
 * CommonJS module's names are passed on by `export *`. Rejects with a WrenError of kind `input` where it cannot be.
 */
export async function checkExport(
  metafile: ModuleMetafile,
  { modulePath, exportName }: FunctionReference,
  projectFolder: string,
): Promise<'inExports' | 'inNamespace'> {
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined)
  const entry = output?.entryPoint
  if (output === undefined || entry === undefined) throw new Error('esbuild told no entry point')
  // What a CommonJS module exports is settled when it runs; the worker reports what is missing.
  if (metafile.inputs[entry]?.format === 'cjs') return 'inExports'
  if (output.exports.includes(exportName)) {
    await refuseNonFunction(modulePath, exportName)
    return 'inExports'
  }
  const origins = await untoldExports(metafile, entry, projectFolder)
  if (origins.has('commonjs')) return 'inNamespace'
  if (origins.has('external')) return 'inExports'
  throw await missingExport(modulePath, exportName, output.exports)
}

type UntoldOrigin = 'commonjs' | 'external'

/** Follows `export *` from a module to those whose exports esbuild cannot list. */
async function untoldExports(
  metafile: ModuleMetafile,
  entry: string,
  projectFolder: string,
): Promise<ReadonlySet<UntoldOrigin>> {
  const origins = new Set<UntoldOrigin>()
  const waiting = [entry]
  const seen = new Set(waiting)
  for (let input = waiting.pop(); input !== undefined; input = waiting.pop()) {
    const text = await readFile(resolve(projectFolder, input), 'utf8').catch(() => '')
    const starred = new Set([...text.matchAll(/\bexport\s*\*\s*from\s*(["'])(.+?)\1/g)].map((match) => match[2]))
    for (const { path, original, external } of metafile.inputs[input]?.imports ?? []) {
      if (!starred.has(original ?? path)) continue
      if (external) origins.add('external')
      else if (metafile.inputs[path]?.format === 'cjs') origins.add('commonjs')
      else if (!seen.has(path)) {
        seen.add(path)
        waiting.push(path)
      }
    }
  }
  return origins
}

async function missingExport(modulePath: string, exportName: string, exported: readonly string[]): Promise<WrenError> {
  const file = shownPath(modulePath)
  const declared = (await readModuleExports(modulePath)).find(({ name }) => name === exportName)
  if (declared?.kind === 'type') {
    return new WrenError('input', `"${exportName}" in ${file} is a type, which is gone at run time`, {
      nextStep: `Name a function: ${file} exports ${listNames(exported)}.`,
    })
  }
  const nearest = nearestName(exportName, exported)
  return new WrenError('input', `There is no export "${exportName}" in ${file}; it exports ${listNames(exported)}`, {
    nextStep: nearest === null ? 'Export the function, or name one that is exported.' : `Did you mean "${nearest}"?`,
  })
}

/** Only values whose text begins like plain data are looked at closer: reading the module costs 40 ms. */
async function refuseNonFunction(modulePath: string, exportName: string): Promise<void> {
  const text = await readFile(modulePath, 'utf8')
  const assigned = /\bexport\s+(?:const|let|var)\s+([\p{ID_Continue}$]+)[^=;]*=\s*["'`\d[{]/gu
  if (![...text.matchAll(assigned)].some((match) => match[1] === exportName)) return
  const declared = (await readModuleExports(modulePath)).find(({ name }) => name === exportName)
  if (declared?.kind !== 'data') return
  throw new WrenError('input', `"${exportName}" in ${shownPath(modulePath)} is not a function`, {
    nextStep: `Line ${declared.line} exports a plain value; name a function.`,
  })
}

async function readModuleExports(modulePath: string) {
  const { moduleExports } = await import('./moduleExports.ts')
  return moduleExports(await readFile(modulePath, 'utf8'), modulePath)
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing'
  const shown = names.slice(0, 20)
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
}
