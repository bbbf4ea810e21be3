import type { ItemLogDropped } from '#protocol/workerEvent'
import type { ChildNote, LargeValueNote } from './childMessages.ts'

/** What is made of the lines that a child writes. */
export interface EventLinesSink {
  /** Lines to send on as they are. */
  forward(bytes: Buffer): void
  /** False: the line is not sent on. */
  started(index: number): boolean
  /** Whether {@link finishedWith} is to be asked in place of {@link finished}. */
  hasMoreToSay(index: number): boolean
  /** An item succeeded; false: the line is not sent on. */
  finished(index: number): boolean
  /** The same, for the end of an item that did not succeed or about which there is more to say first. */
  finishedWith(index: number, line: Buffer, hasSucceeded: boolean): boolean
  log(line: Buffer): void
  /** Log lines of an item that were left out; not sent on as it is. */
  logDropped(index: number | null, lines: number, bytes: number): void
  note(note: Exclude<ChildNote, LargeValueNote>): void
  largeValue(header: LargeValueNote, pieces: readonly Buffer[]): void
  /** Something that no worker wrote. */
  junk(line: Buffer): void
}

const lineBreak = 10
const startedPrefix = Buffer.from('{"kind":"started","index":')
const finishedPrefix = Buffer.from('{"kind":"finished","index":')
const logPrefix = Buffer.from('{"kind":"log","index":')
const logDroppedPrefix = Buffer.from('{"kind":"logDropped","index":')
const notePrefix = Buffer.from('{"note":"')
const succeeded = Buffer.from(',"outcome":"succeeded"')
const attemptField = ',"attempt":'.length

/**
 * Cuts a child's bytes into lines and tells what they are by their first bytes, for parsing each as JSON would cost more
 * than the items themselves. A line that the death of the child cut short is dropped.
 */
export class EventLines {
  private readonly sink: EventLinesSink
  private carry: Buffer[] = []
  private large: { readonly header: LargeValueNote; readonly pieces: Buffer[]; left: number } | undefined = undefined

  constructor(sink: EventLinesSink) {
    this.sink = sink
  }

  feed(chunk: Buffer): void {
    let from = this.feedLarge(chunk, 0)
    while (from < chunk.length) {
      if (this.carry.length > 0) {
        const end = chunk.indexOf(lineBreak, from)
        if (end < 0) return void this.carry.push(Buffer.from(chunk.subarray(from)))
        const line = Buffer.concat([...this.carry, chunk.subarray(from, end + 1)])
        this.carry = []
        this.scan(line, 0)
        from = this.feedLarge(chunk, end + 1)
      } else {
        from = this.feedLarge(chunk, this.scan(chunk, from))
      }
    }
  }

  /** Handles whole lines from `from` on; stops behind the head of a large value or at the start of a torn line. */
  private scan(bytes: Buffer, from: number): number {
    let forwardFrom = from
    let at = from
    for (let end = bytes.indexOf(lineBreak, at); end >= 0; end = bytes.indexOf(lineBreak, at)) {
      let verdict = this.judge(bytes, at, end)
      if (verdict !== 'forward') {
        if (at > forwardFrom) this.sink.forward(bytes.subarray(forwardFrom, at))
        forwardFrom = at
        if (verdict === 'interrupt') verdict = this.interrupt(bytes, at, end)
        if (verdict === 'drop') forwardFrom = end + 1
        if (this.large !== undefined) return end + 1
      }
      at = end + 1
    }
    if (at > forwardFrom) this.sink.forward(bytes.subarray(forwardFrom, at))
    if (at < bytes.length) this.carry.push(Buffer.from(bytes.subarray(at)))
    return bytes.length
  }

  /** `interrupt`: it may make the sink say something itself, for which all that stands before must be sent on first. */
  private judge(bytes: Buffer, at: number, end: number): 'forward' | 'drop' | 'interrupt' {
    if (startsWith(bytes, at, startedPrefix)) {
      const digits = at + startedPrefix.length
      return this.sink.started(readNumber(bytes, digits, skipDigits(bytes, digits))) ? 'forward' : 'drop'
    }
    if (startsWith(bytes, at, finishedPrefix)) {
      const digits = at + finishedPrefix.length
      const afterIndex = skipDigits(bytes, digits)
      const index = readNumber(bytes, digits, afterIndex)
      const hasSucceeded = startsWith(bytes, skipDigits(bytes, afterIndex + attemptField), succeeded)
      if (!hasSucceeded || this.sink.hasMoreToSay(index)) return 'interrupt'
      return this.sink.finished(index) ? 'forward' : 'drop'
    }
    if (startsWith(bytes, at, logPrefix)) {
      this.sink.log(bytes.subarray(at, end))
      return 'forward'
    }
    return 'interrupt'
  }

  private interrupt(bytes: Buffer, at: number, end: number): 'forward' | 'drop' {
    const line = bytes.subarray(at, end)
    if (startsWith(bytes, at, finishedPrefix)) {
      const digits = at + finishedPrefix.length
      const afterIndex = skipDigits(bytes, digits)
      const hasSucceeded = startsWith(bytes, skipDigits(bytes, afterIndex + attemptField), succeeded)
      const index = readNumber(bytes, digits, afterIndex)
      return this.sink.finishedWith(index, line, hasSucceeded) ? 'forward' : 'drop'
    }
    if (startsWith(bytes, at, notePrefix)) this.note(line)
    else if (startsWith(bytes, at, logDroppedPrefix)) this.logDropped(line)
    else this.sink.junk(line)
    return 'drop'
  }

  private logDropped(line: Buffer): void {
    const event = parseJson(line)
    if (isLogDropped(event)) this.sink.logDropped(event.index, event.lines, event.bytes)
  }

  private note(line: Buffer): void {
    const note = parseJson(line)
    if (!isNote(note)) this.sink.junk(line)
    // The line break behind the value is read with it.
    else if (note.note === 'largeValue') this.large = { header: note, pieces: [], left: note.bytes + 1 }
    else this.sink.note(note)
  }

  private feedLarge(chunk: Buffer, from: number): number {
    const large = this.large
    if (large === undefined || from >= chunk.length) return from
    const taken = Math.min(large.left, chunk.length - from)
    large.left -= taken
    const isWhole = large.left === 0
    large.pieces.push(chunk.subarray(from, from + taken - (isWhole ? 1 : 0)))
    if (isWhole) {
      this.large = undefined
      this.sink.largeValue(large.header, large.pieces)
    }
    return from + taken
  }
}

function startsWith(bytes: Buffer, at: number, prefix: Buffer): boolean {
  // Backwards, since the lines differ in their tenth byte and not before.
  for (let i = prefix.length - 1; i >= 0; i -= 1) if (bytes[at + i] !== prefix[i]) return false
  return true
}

function skipDigits(bytes: Buffer, from: number): number {
  let at = from
  while (isDigit(bytes[at])) at += 1
  return at
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57

function readNumber(bytes: Buffer, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at += 1) number = number * 10 + (bytes[at] ?? 48) - 48
  return to > from ? number : -1
}

function parseJson(line: Buffer): unknown {
  try {
    const json: unknown = JSON.parse(line.toString())
    return json
  } catch {
    return undefined
  }
}

const isLogDropped = (value: unknown): value is ItemLogDropped =>
  typeof value === 'object' && value !== null && 'index' in value && 'lines' in value && 'bytes' in value

/** The child of the same zip writes these lines, so that their name tells their shape. */
const isNote = (value: unknown): value is ChildNote =>
  typeof value === 'object' && value !== null && 'note' in value && typeof value.note === 'string'
