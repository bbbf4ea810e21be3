import type { RemoteError } from '#protocol/remoteError'
import type { WorkerEvent } from '#protocol/workerEvent'
import type { InvocationLogEntry } from './invocationLogEntry.ts'

/** A line as CloudWatch has it; `at` in milliseconds since the epoch. */
export interface StreamLine {
  readonly at: number
  readonly text: string
}

const platformLine = /^(INIT_START|INIT_REPORT|START|END|REPORT)\b(?:.*?RequestId: ([\da-f-]+))?/

/**
 * Picks the lines of one invocation out of the log stream of its environment, which runs one invocation after the
 * other. The start of the environment belongs to the first of them.
 */
export class InvocationLogParser {
  readonly #requestId: string
  readonly #mapError: (error: RemoteError) => RemoteError
  #isInside = false
  #isOver = false
  /** What came since the last invocation ended. */
  #before: InvocationLogEntry[] = []

  constructor(requestId: string, mapError: (error: RemoteError) => RemoteError) {
    this.#requestId = requestId
    this.#mapError = mapError
  }

  /** Whether the last line of the invocation has been seen. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** The invocation's entries among the next lines of the stream. */
  take(lines: readonly StreamLine[]): readonly InvocationLogEntry[] {
    const entries: InvocationLogEntry[] = []
    for (const line of lines) {
      if (!this.#isOver) this.#takeLine(line, entries)
      // What Lambda says of a time-out may come behind the report.
      else if (line.text.includes(this.#requestId)) entries.push(this.#entryOf(line))
    }
    return entries
  }

  #takeLine(line: StreamLine, entries: InvocationLogEntry[]): void {
    const { what, requestId } = platformWord(line.text)
    const entry = what === null ? this.#entryOf(line) : ({ kind: 'platform', at: line.at, text: line.text } as const)
    if (what === 'START') {
      this.#isInside = requestId === this.#requestId
      if (this.#isInside) entries.push(...this.#before)
      this.#before = []
    }
    if (this.#isInside) entries.push(entry)
    else if (what === null || what.startsWith('INIT')) this.#before.push(entry)
    else this.#before = []
    if (what === 'REPORT' && this.#isInside) this.#isOver = true
  }

  #entryOf({ at, text }: StreamLine): InvocationLogEntry {
    const event = parseEvent(text)
    if (event === null) return { kind: 'text', at, text }
    if ('error' in event)
      return { kind: 'event', at: event.at, event: { ...event, error: this.#mapError(event.error) } }
    return { kind: 'event', at: 'at' in event ? event.at : at, event }
  }
}

function platformWord(text: string): { readonly what: string | null; readonly requestId: string | undefined } {
  const match = platformLine.exec(text)
  return { what: match?.[1] ?? null, requestId: match?.[2] }
}

/** The worker alone writes such lines, so a look at what tells them apart is enough. */
function parseEvent(text: string): WorkerEvent | null {
  if (!text.startsWith('{"jobId":')) return null
  try {
    const value: unknown = JSON.parse(text)
    return isEvent(value) ? value : null
  } catch {
    return null
  }
}

const isEvent = (value: unknown): value is WorkerEvent =>
  typeof value === 'object' && value !== null && 'batchId' in value && 'kind' in value && typeof value.kind === 'string'
