import { readFile, stat } from 'node:fs/promises'
import { loadRuntimeClient } from '../runtimeClient.ts'
import type { LocatedFunction } from './orderFunctions.ts'

/** Larger files are not written by hand, and reading them would be felt. */
export const largestModuleBytes = 1_000_000

/** The exported functions of a module's text. */
export async function functionsOf(modulePath: string, text: string): Promise<readonly LocatedFunction[]> {
  if (text.length > largestModuleBytes) return []
  const { findFunctions } = await loadRuntimeClient()
  return (await findFunctions(text, modulePath)).map(({ name, line, endLine }) => ({
    modulePath,
    exportName: name,
    line,
    endLine,
  }))
}

/** The exported functions of a module on disk; none where it cannot be read. */
export async function readFunctions(modulePath: string): Promise<readonly LocatedFunction[]> {
  try {
    const { size } = await stat(modulePath)
    return size > largestModuleBytes ? [] : await functionsOf(modulePath, await readFile(modulePath, 'utf8'))
  } catch {
    return []
  }
}
