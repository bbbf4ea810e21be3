import type { InputFormat } from '../job/jobTypes.ts'

/** One JSON text a line, one line an item: the item's value, or for a bad item `{"reason","column"}`. */
export const spoolItemsFile = 'items.jsonl'

/** One record of `spoolRecordBytes` per item, in order. */
export const spoolIndexFile = 'items.idx'

/** Written last, by rename: where it is missing the ingest never came to its end. */
export const spoolMetaFile = 'items.json'

/** Raised whenever an older reader would misread a spool. */
export const spoolVersion = 1

/**
 * Size of an index record. Little endian: bytes 0-5 offset of the item's line in items.jsonl, 6-9 its length in bytes
 * without the line break, 10-14 the line of the source that it came from (1-based), 15 flags.
 */
export const spoolRecordBytes = 16

/** Flag in byte 15 of an index record: the source's record was malformed, and its line holds the reason. */
export const badItemFlag = 1

/** What is known of a whole spool. */
export interface SpoolMeta {
  readonly version: number
  /** Items, the bad ones included. */
  readonly count: number
  readonly bad: number
  /** Size of items.jsonl. */
  readonly bytes: number
  /** Lower-case hex SHA-256 of items.jsonl. */
  readonly sha256: string
  /** The source file's base name, or `standard input`. */
  readonly sourceName: string
  readonly format: InputFormat
}

/** Why a record of the source is not an item; `column` is 1-based, in UTF-16 code units. */
export interface BadRecord {
  readonly reason: string
  readonly column: number
}

/** An item as it lies in the spool; `line` is its 1-based line in the source. */
export type SpooledItem =
  | { readonly kind: 'good'; readonly index: number; readonly line: number; readonly json: string }
  | { readonly kind: 'bad'; readonly index: number; readonly line: number; readonly bad: BadRecord }
