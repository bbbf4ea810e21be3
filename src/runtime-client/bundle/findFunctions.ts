import type { ModuleExport } from './moduleExports.ts'

/** `exportedFunctions`, with the parser loaded at the first call: it is most of what a face would load at its start. */
export async function findFunctions(text: string, fileName: string): Promise<readonly ModuleExport[]> {
  const { exportedFunctions } = await import('./exportedFunctions.ts')
  return exportedFunctions(text, fileName)
}
