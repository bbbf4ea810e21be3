import { resolve } from 'node:path'
import { WrenError } from '../errors.ts'

/** The function to run: one export of one module file. */
export interface FunctionReference {
  /** Absolute. */
  readonly modulePath: string
  readonly exportName: string
}

/** How a module file may end. */
export const moduleEnding = /\.[cm]?[jt]sx?$/

/**
 * Reads `path/to/module.ts#export`, the path against `workingFolder`. Without `#` the default export is meant. The last
 * `#` counts, so folders may have one in their names. Throws a WrenError of kind `input` where a part is missing.
 */
export function parseFunctionReference(reference: string, workingFolder = process.cwd()): FunctionReference {
  const { path, exportName } = splitReference(reference.trim())
  if (path === '' || exportName === '') {
    const missing = path === '' ? 'module file before the #' : 'export name after the #'
    throw new WrenError('input', `"${reference}" does not name a function: there is no ${missing}`, {
      nextStep: 'Write it as path/to/module.ts#exportedFunction.',
    })
  }
  return { modulePath: resolve(workingFolder, path), exportName }
}

function splitReference(reference: string): { readonly path: string; readonly exportName: string } {
  const hash = reference.lastIndexOf('#')
  const afterHash = reference.slice(hash + 1)
  if (hash === -1 || /[/\\]/.test(afterHash) || moduleEnding.test(afterHash)) {
    return { path: reference, exportName: 'default' }
  }
  return { path: reference.slice(0, hash), exportName: afterHash }
}
