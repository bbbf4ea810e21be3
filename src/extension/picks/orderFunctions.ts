import type { FunctionChoice } from '../jobOptions.ts'

/** A function with the lines on which it stands, counted from 1. */
export interface LocatedFunction extends FunctionChoice {
  readonly line: number
  readonly endLine: number
}

/** Where a function in the list comes from, in the order of the list. */
export const functionOrigins = ['At the cursor', 'In this file', 'Recent', 'In the workspace'] as const

/** A function as it is offered. */
export interface OfferedFunction {
  readonly choice: FunctionChoice
  readonly origin: (typeof functionOrigins)[number]
}

/** The functions to choose from, each once: that at the cursor, its file's others, recent ones, all others. */
export function orderFunctions(known: {
  readonly inFile: readonly LocatedFunction[]
  /** Counted from 1; null where there is no editor. */
  readonly cursorLine: number | null
  readonly recent: readonly FunctionChoice[]
  readonly inWorkspace: readonly FunctionChoice[]
}): readonly OfferedFunction[] {
  const { inFile, cursorLine, recent, inWorkspace } = known
  const isAtCursor = ({ line, endLine }: LocatedFunction): boolean =>
    cursorLine !== null && line <= cursorLine && cursorLine <= endLine
  const offered = new Map<string, OfferedFunction>()
  const offer = (origin: OfferedFunction['origin'], { modulePath, exportName }: FunctionChoice): void => {
    const key = `${modulePath}#${exportName}`
    if (!offered.has(key)) offered.set(key, { origin, choice: { modulePath, exportName } })
  }
  for (const choice of inFile.filter(isAtCursor)) offer('At the cursor', choice)
  for (const choice of inFile) offer('In this file', choice)
  for (const choice of recent) offer('Recent', choice)
  for (const choice of inWorkspace) offer('In the workspace', choice)
  return [...offered.values()]
}
