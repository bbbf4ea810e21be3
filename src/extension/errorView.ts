import { basename } from 'node:path'
import { errorKinds, type ErrorKind } from '#protocol/remoteError'
import { type CommandId, commandIds } from './commandIds.ts'

/** A WrenError by its shape: the class itself belongs to a library that is loaded only when needed. */
export interface ActionableError extends Error {
  readonly kind: ErrorKind
  readonly nextStep: string | undefined
}

/** Whether an error says what to do about it. */
export function isActionable(error: unknown): error is ActionableError {
  return error instanceof Error && 'kind' in error && errorKinds.some((kind) => kind === error.kind)
}

/** What a button of an error does. */
export type ErrorAction =
  | { readonly title: string; readonly kind: 'command'; readonly command: CommandId }
  | { readonly title: string; readonly kind: 'open'; readonly place: Place }

/** An error as it is shown: one line and buttons; all of it stands in the log. */
export interface ErrorView {
  readonly message: string
  readonly actions: readonly ErrorAction[]
}

/**
 * Says what is wrong and what to do, with a button where a command does it. `shownPath` shortens a path to what people
 * know it by.
 */
export function errorView(error: unknown, shownPath: (path: string) => string = (path) => path): ErrorView {
  if (!isActionable(error)) {
    return { message: `Wren: ${error instanceof Error ? error.message : String(error)}`, actions: [] }
  }
  const [head = '', ...rest] = error.message.split('\n')
  // A bundling error has what is wrong in its second line.
  const message = error.kind === 'bundle' && rest[0] !== undefined ? `${head}: ${rest[0].trim()}` : head
  const nextStep = error.nextStep === undefined ? [] : [inEditorWords(error.nextStep)]
  const place = placeIn(error.message)
  const shown = place === null ? message : message.replace(place.path, shownPath(place.path))
  return { message: [shown.replace(/\.?$/, '.'), ...nextStep].join(' '), actions: actionsFor(error, place) }
}

function actionsFor({ kind, nextStep = '' }: ActionableError, place: Place | null): readonly ErrorAction[] {
  return [
    ...(place === null ? [] : [{ kind: 'open', title: `Open ${basename(place.path)}:${place.line}`, place } as const]),
    ...(kind === 'protocol' || nextStep.includes('`wren deploy')
      ? [{ kind: 'command', title: 'Deploy Runtime', command: commandIds.deployRuntime } as const]
      : []),
    ...(kind === 'credentials'
      ? [{ kind: 'command', title: 'Select Profile', command: commandIds.selectProfile } as const]
      : []),
  ]
}

/** Where in a file something is wrong; line and column count from 1. */
export interface Place {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** The first `path:line:column` of a text whose path is absolute. */
export function placeIn(text: string): Place | null {
  const [, path, line, column] = /(?:^|\s)((?:\/|[A-Za-z]:[\\/])[^\n]*?):(\d+):(\d+)/.exec(text) ?? []
  return path === undefined ? null : { path, line: Number(line), column: Number(column) }
}

const cliWords: readonly (readonly [RegExp, string])[] = [
  [/give --skip-bad-input/g, 'turn on the setting wren.skipBadInput'],
  [/Run `wren deploy[^`]*`(?: once)?/g, 'Deploy the runtime'],
  [/Run `wren retry[^`]*`/g, 'Retry it'],
  [/: `wren (?:cancel|retry)[^`]*`/g, ''],
  [/`wren jobs`/g, 'the view Jobs'],
  [/Choose --memory/g, 'Set wren.memoryMb'],
]

/** Next steps name the command line's words; the editor has others for them. */
const inEditorWords = (text: string): string =>
  cliWords.reduce((words, [pattern, replacement]) => words.replaceAll(pattern, replacement), text)
