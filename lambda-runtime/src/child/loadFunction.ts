import { pathToFileURL } from 'node:url'
import type { UserEnvironment } from '#protocol/invocation'
import type { ItemContext } from './itemContext.ts'

export type UserFunction = (item: unknown, context: ItemContext) => unknown

export type LoadedFunction =
  | { readonly kind: 'loaded'; readonly call: UserFunction }
  /** `exports` lists what there is. */
  | { readonly kind: 'missing'; readonly exports: readonly string[] }

/** Imports the bundle and finds the export, also in a CommonJS module. Rejects with what the module throws. */
export async function loadFunction(bundlePath: string, exportName: string): Promise<LoadedFunction> {
  const module: unknown = await import(pathToFileURL(bundlePath).href)
  // What a CommonJS module exports arrives as the default export.
  const inner = member(module, 'default')
  const found = [member(module, exportName), member(inner, exportName)].find((each) => typeof each === 'function')
  if (isFunction(found)) return { kind: 'loaded', call: found }
  return { kind: 'missing', exports: [...new Set([...names(module), ...names(inner)])] }
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

const isFunction = (value: unknown): value is UserFunction => typeof value === 'function'

const member = (holder: unknown, name: string): unknown =>
  (typeof holder === 'object' && holder !== null) || typeof holder === 'function'
    ? Reflect.get(holder, name)
    : undefined

const names = (holder: unknown): readonly string[] =>
  typeof holder === 'object' && holder !== null ? Object.keys(holder) : []
