import { moduleExports } from './moduleExports.ts'
import type { ModuleExport } from './moduleExports.ts'

/**
 * The exports of a module's text that are functions, or may be: `unknown` ones are kept where this module makes them,
 * such as `export const parse = memoize(…)`. Good enough while the user types; bundling tells for sure.
 */
export function exportedFunctions(text: string, fileName: string): readonly ModuleExport[] {
  return moduleExports(text, fileName).filter(({ kind }) => kind === 'function' || kind === 'unknown')
}
