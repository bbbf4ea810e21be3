import { resolve } from 'node:path'

/** What the shim understands of desktop VS Code's arguments; paths are absolute. */
export interface ShimArguments {
  readonly extensionDevelopmentPath: string
  readonly extensionTestsPath: string
  /** Undefined: no folder is open. */
  readonly folder: string | undefined
  readonly workspaceTrust: boolean
}

/**
 * Reads desktop VS Code's arguments; ignores those that mean nothing here. Throws unless there is one extension (the
 * web workbench takes no more) and an entry for tests.
 */
export function parseShimArguments(args: readonly string[]): ShimArguments {
  const valuesOf = (name: string): string[] =>
    args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => resolve(arg.slice(name.length + 3)))
  const only = (name: string): string => {
    const [value, ...more] = valuesOf(name)
    if (value === undefined || more.length > 0) throw new Error(`Exactly one --${name}= is needed: ${args.join(' ')}`)
    return value
  }
  const folder = args.find((arg) => !arg.startsWith('-'))
  return {
    extensionDevelopmentPath: only('extensionDevelopmentPath'),
    extensionTestsPath: only('extensionTestsPath'),
    folder: folder === undefined ? undefined : resolve(folder),
    workspaceTrust: !args.includes('--disable-workspace-trust'),
  }
}
