import type { ItemContext } from './itemContext.ts'

/** The user's function, sync or async. */
export type UserFunction = (item: unknown, context: ItemContext) => unknown

/** A function, or what a module exports in its place. */
export type FoundFunction =
  | { readonly kind: 'found'; readonly call: UserFunction }
  /** `exports` lists the functions there are. */
  | { readonly kind: 'missing'; readonly exports: readonly string[] }

/** Finds the function that a loaded bundle exports by a name, also where the user's module is a CommonJS one. */
export function findFunction(module: unknown, exportName: string): FoundFunction {
  // What a CommonJS module exports arrives as the default export.
  const inner = member(module, 'default')
  const found = [member(module, exportName), member(inner, exportName)].find((each) => typeof each === 'function')
  if (isFunction(found)) return { kind: 'found', call: found }
  return { kind: 'missing', exports: [...new Set([...functionNames(module), ...functionNames(inner)])] }
}

const isFunction = (value: unknown): value is UserFunction => typeof value === 'function'

const member = (holder: unknown, name: string): unknown =>
  (typeof holder === 'object' && holder !== null) || typeof holder === 'function'
    ? Reflect.get(holder, name)
    : undefined

const functionNames = (holder: unknown): readonly string[] =>
  typeof holder === 'object' && holder !== null
    ? Object.keys(holder).filter((name) => isFunction(member(holder, name)))
    : []
