import type { RemoteError } from '#protocol/remoteError'
import type { ItemFailed } from '#protocol/workerEvent'
import type { ItemRun } from './itemRun.ts'

// Kept from before the user's code had a chance to replace it.
const stringify = JSON.stringify

/** The lines are spelled by hand: they are written for every item, and the handler reads them by position. */
export const startedLine = (index: number, attempt: number, at: number): string =>
  `{"kind":"started","index":${index},"attempt":${attempt},"at":${at}}\n`

/** `value` is the JSON of a WireValue, or undefined where there is none. */
export function succeededLine(
  run: ItemRun,
  ms: number,
  at: number,
  value: string | undefined,
  notes: readonly string[],
): string {
  const valueField = value === undefined ? '' : `,"value":${value}`
  const notesField = notes.length === 0 ? '' : `,"notes":${stringify(notes)}`
  return `{"kind":"finished","index":${run.index},"attempt":${run.attempt},"outcome":"succeeded","ms":${round(ms)},"at":${at}${valueField}${notesField}}\n`
}

/** `error` goes out as its JSON. */
export const failedLine = (
  run: ItemRun,
  ms: number,
  at: number,
  outcome: ItemFailed['outcome'],
  error: RemoteError,
): string =>
  `{"kind":"finished","index":${run.index},"attempt":${run.attempt},"outcome":"${outcome}","ms":${round(ms)},"at":${at},"error":${stringify(error)}}\n`

/** Microseconds are as fine as the clock is. */
export const round = (ms: number): number => Math.round(ms * 1000) / 1000
