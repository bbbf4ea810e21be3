import type { Outcome } from '#protocol/outcome'
import type { RemoteError } from '#protocol/remoteError'

/** The public result of one item: a line of results.jsonl. */
export interface ResultRecord {
  readonly index: number
  readonly outcome: Outcome
  /** Plain JSON; absent where the function returned `undefined` and where the item did not succeed. */
  readonly value?: unknown
  readonly error?: RemoteError
  /** How long the last attempt ran, in milliseconds. */
  readonly ms: number
  readonly attempts: number
  /** The value in devalue's text, where plain JSON lost something of it. */
  readonly exact?: string
}

/** Gives the records of a job in input order, afresh each time it is called. */
export type ResultSource = () => AsyncIterable<ResultRecord> | Iterable<ResultRecord>

/** Reads a line of results.jsonl; throws where it is not one. */
export function parseResultRecord(line: string): ResultRecord {
  const record: unknown = JSON.parse(line)
  if (!isResultRecord(record)) throw new Error(`not a result record: ${line.slice(0, 100)}`)
  return record
}

/** Wren alone writes these lines, so a look at what tells them apart is enough. */
function isResultRecord(value: unknown): value is ResultRecord {
  return typeof value === 'object' && value !== null && 'index' in value && 'outcome' in value
}
