import type { FunctionChoice } from './jobOptions.ts'

/** What a command to map was called on. */
export type MapTarget =
  /** A keybinding or a task may name the input too; then nothing is asked. */
  | { readonly kind: 'function'; readonly choice: FunctionChoice; readonly inputPath: string | null }
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'input'; readonly path: string }
  | { readonly kind: 'nothing' }

/** Whether a file can hold the function: TypeScript or JavaScript, but not declarations alone. */
export const isModulePath = (path: string): boolean => /\.[cm]?[jt]sx?$/i.test(path) && !/\.d\.[cm]?ts$/i.test(path)

/** Whether a file can hold inputs, by its name. */
export const isInputPath = (path: string): boolean => /\.(json|jsonl|ndjson|csv|tsv|txt|gz)$/i.test(path)

/** Reads the argument that a CodeLens (a function), the explorer or an editor's menu (a file) gives to a command. */
export function readMapTarget(argument: unknown): MapTarget {
  if (isFunctionChoice(argument)) {
    const { modulePath, exportName } = argument
    return { kind: 'function', choice: { modulePath, exportName }, inputPath: inputPathOf(argument) }
  }
  const path = isFileUri(argument) ? argument.fsPath : null
  if (path !== null && isModulePath(path)) return { kind: 'module', path }
  if (path !== null && isInputPath(path)) return { kind: 'input', path }
  return { kind: 'nothing' }
}

/** Whether a value of unknown origin names a function. */
export function isFunctionChoice(argument: unknown): argument is FunctionChoice {
  return (
    hasFields(argument, ['modulePath', 'exportName']) &&
    typeof argument['modulePath'] === 'string' &&
    typeof argument['exportName'] === 'string'
  )
}

const inputPathOf = (argument: object): string | null =>
  'inputPath' in argument && typeof argument.inputPath === 'string' ? argument.inputPath : null

function isFileUri(argument: unknown): argument is { readonly fsPath: string } {
  return (
    hasFields(argument, ['scheme', 'fsPath']) && argument['scheme'] === 'file' && typeof argument['fsPath'] === 'string'
  )
}

function hasFields<Key extends string>(value: unknown, keys: readonly Key[]): value is Readonly<Record<Key, unknown>> {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value)
}
