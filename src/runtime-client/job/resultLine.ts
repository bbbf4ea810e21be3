import type { Outcome } from '#protocol/outcome'
import type { RemoteError } from '#protocol/remoteError'
import type { ItemSucceeded } from '#protocol/workerEvent'

/** A value as the public result line carries it: JSON text, and the exact devalue text where JSON loses something. */
export interface ResultValue {
  /** Undefined where the function returned `undefined`. */
  readonly json: string | undefined
  readonly exact?: string
}

/** The public line of an item that succeeded. Written by hand around the value, so that its text is copied, not parsed. */
export function succeededResultLine(event: ItemSucceeded, value: ResultValue): string {
  const head = `{"index":${event.index},"outcome":"succeeded"`
  const body = value.json === undefined ? '' : `,"value":${value.json}`
  const exact = value.exact === undefined ? '' : `,"exact":${JSON.stringify(value.exact)}`
  return `${head}${body},"ms":${event.ms},"attempts":${event.attempt}${exact}}`
}

/** The public line of an item that did not succeed. */
export function failedResultLine(item: {
  readonly index: number
  readonly outcome: Outcome
  readonly error: RemoteError
  readonly ms: number
  readonly attempts: number
}): string {
  const { index, outcome, error, ms, attempts } = item
  return JSON.stringify({ index, outcome, error, ms, attempts })
}
