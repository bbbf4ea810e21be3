import { appendFileSync, closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'

/** One line of a log; times in milliseconds since 1970. */
export interface LogEvent {
  readonly timestamp: number
  readonly message: string
}

/** An event with the place in its stream that follows it. */
export interface PlacedEvent extends LogEvent {
  readonly start: number
  readonly end: number
}

/** One stream of log events, kept in a file: a line `<timestamp>\t<message as JSON>` for each. */
export interface LogStream {
  readonly name: string
  readonly path: string
  readonly createdAt: number
  /** The place behind the last event, in bytes. */
  readonly length: number
  readonly storedBytes: number
  readonly firstTimestamp: number | null
  readonly lastTimestamp: number | null
  append(message: string): void
  /** Writes what was appended; a full disk costs those lines and nothing else. */
  flush(): void
  /** The events that begin at or after a place, from which reading may go on; up to about `maxBytes` of them. */
  readFrom(place: number, maxBytes: number): readonly PlacedEvent[]
  /** The events before a place, that end there. */
  readBefore(place: number, maxBytes: number): readonly PlacedEvent[]
}

/** What is known of a stream's times without reading it. */
export interface LogStreamTimes {
  readonly createdAt: number
  readonly firstTimestamp: number | null
  readonly lastTimestamp: number | null
}

// Beyond this the older half of a stream is dropped.
const maxStreamBytes = 16 * 1024 * 1024
const flushBytes = 64 * 1024

/** Opens a stream over its file, which need not exist yet. */
export function openLogStream(name: string, path: string, times: LogStreamTimes): LogStream {
  let { firstTimestamp, lastTimestamp } = times
  let pending: string[] = []
  let pendingBytes = 0
  let length = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  let flushing: NodeJS.Immediate | null = null
  // The place of the first byte in the file: what was dropped before it keeps its places.
  let base = 0

  const flush = (): void => {
    if (flushing !== null) clearImmediate(flushing)
    flushing = null
    if (pending.length === 0) return
    const text = pending.join('')
    pending = []
    pendingBytes = 0
    try {
      appendFileSync(path, text, { mode: 0o600 })
    } catch {
      // The disk's own size is the truth about what there is.
      length = base + (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    }
  }
  const dropOldest = (): void => {
    const kept = readRange(length - (maxStreamBytes >> 1), length)
    const cut = kept.indexOf(10) + 1
    try {
      writeFileSync(path, kept.subarray(cut), { mode: 0o600 })
      base = length - (kept.length - cut)
    } catch {
      // It goes on growing until there is room to shorten it.
    }
  }
  const readRange = (from: number, to: number): Buffer => {
    flush()
    const buffer = Buffer.alloc(Math.max(0, Math.min(to, length) - from))
    if (buffer.length === 0) return buffer
    let file: number | undefined
    try {
      file = openSync(path, 'r')
      return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from - base))
    } catch {
      // Its group was deleted while an environment still writes to it.
      return Buffer.alloc(0)
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }

  return {
    name,
    path,
    createdAt: times.createdAt,
    get length() {
      return length
    },
    get storedBytes() {
      return length - base
    },
    get firstTimestamp() {
      return firstTimestamp
    },
    get lastTimestamp() {
      return lastTimestamp
    },
    append: (message) => {
      if (length - base > maxStreamBytes) dropOldest()
      const timestamp = Date.now()
      firstTimestamp ??= timestamp
      lastTimestamp = timestamp
      const line = `${timestamp}\t${JSON.stringify(message)}\n`
      const bytes = Buffer.byteLength(line)
      pending.push(line)
      pendingBytes += bytes
      length += bytes
      if (pendingBytes >= flushBytes) flush()
      else flushing ??= setImmediate(flush)
    },
    flush,
    readFrom: (wanted, maxBytes) => {
      const place = Math.max(base, wanted)
      let size = maxBytes
      for (;;) {
        const events = parse(readRange(place, place + size), place)
        // One line may be longer than what was asked for.
        if (events.length > 0 || place + size >= length) return events
        size *= 2
      }
    },
    readBefore: (place, maxBytes) => {
      const from = Math.max(base, place - maxBytes)
      const bytes = readRange(from, place)
      // But for the very start, the first line is likely to be cut.
      const skip = from === base ? 0 : bytes.indexOf(10) + 1
      return parse(bytes.subarray(skip), from + skip)
    },
  }
}

function parse(bytes: Buffer, place: number): readonly PlacedEvent[] {
  const events: PlacedEvent[] = []
  let start = 0
  for (;;) {
    const newline = bytes.indexOf(10, start)
    if (newline < 0) return events
    const line = bytes.toString('utf8', start, newline)
    const tab = line.indexOf('\t')
    const message = parseText(line.slice(tab + 1))
    const end = newline + 1
    if (message !== null) {
      events.push({ timestamp: Number(line.slice(0, tab)), message, start: place + start, end: place + end })
    }
    start = end
  }
}

function parseText(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}
