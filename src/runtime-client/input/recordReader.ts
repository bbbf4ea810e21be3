/** Turns the bytes of a source into records, however the chunks cut them. */
export interface RecordReader {
  /** The chunk may be reused by its owner once this returns. Throws what the sink throws. */
  push(chunk: Buffer): void
  /** Says that the source is at its end. */
  end(): void
}

/** Where the records of a source go. */
export interface RecordSink {
  /** Takes an item: JSON on one line, from this 1-based line of the source. The bytes may be reused afterwards. */
  item(json: string | Uint8Array, line: number): void
  /** Takes a malformed record; throws unless bad records are to be skipped. */
  bad(fault: RecordFault): void
  /** Throws: past this fault nobody can tell where the next record begins. */
  broken(fault: RecordFault): never
}

/** A place in the source and what is wrong there. */
export interface RecordFault {
  readonly reason: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number
  /** The text of that line or a part of it, and the 0-based offset of the fault in it; absent where there is no text to show. */
  readonly excerpt?: { readonly text: string; readonly offset: number }
  /** What to do about this kind of fault, where it is more than correcting the record. */
  readonly nextStep?: string
}

/** No record may be larger: V8 cannot hold a much longer string. */
export const maxRecordBytes = 256 * 1024 * 1024
