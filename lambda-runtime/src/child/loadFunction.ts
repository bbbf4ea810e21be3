import { pathToFileURL } from 'node:url'
import { findFunction, type FoundFunction } from '#protocol/findFunction'
import type { UserEnvironment } from '#protocol/invocation'

/** Imports the bundle and finds the export, also in a CommonJS module. Rejects with what the module throws. */
export async function loadFunction(bundlePath: string, exportName: string): Promise<FoundFunction> {
  const module: unknown = await import(pathToFileURL(bundlePath).href)
  return findFunction(module, exportName)
}

/** Changes `process.env` as the request says; a name that ends in `*` stands for all that start so. */
export function applyEnvironment(environment: UserEnvironment): void {
  for (const pattern of environment.unset) {
    const isMeant = pattern.endsWith('*')
      ? (name: string) => name.startsWith(pattern.slice(0, -1))
      : (name: string) => name === pattern
    for (const name of Object.keys(process.env)) if (isMeant(name)) delete process.env[name]
  }
  for (const [name, value] of Object.entries(environment.set)) process.env[name] = value
}
