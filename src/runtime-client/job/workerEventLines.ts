import type { WorkerEvent } from '#protocol/workerEvent'

const lineFeed = 10
const noBytes = new Uint8Array(0)

/** Cuts the bytes of a reply, which come in pieces of any size, into the worker's events. */
export class WorkerEventLines {
  #rest: Uint8Array = noBytes

  /** The events that are whole now. Throws a SyntaxError where a line is no event: then nothing more can be believed. */
  push(bytes: Uint8Array): WorkerEvent[] {
    const end = bytes.lastIndexOf(lineFeed)
    if (end < 0) {
      this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
      return []
    }
    const head = bytes.subarray(0, end)
    const whole =
      this.#rest.length === 0
        ? Buffer.from(head.buffer, head.byteOffset, head.length)
        : Buffer.concat([this.#rest, head])
    this.#rest = bytes.subarray(end + 1)
    const events: WorkerEvent[] = []
    for (const line of whole.toString('utf8').split('\n')) if (line !== '') events.push(parseWorkerEvent(line))
    return events
  }
}

function parseWorkerEvent(line: string): WorkerEvent {
  const event: unknown = JSON.parse(line)
  if (!isWorkerEvent(event)) throw new SyntaxError(`not a worker event: ${line.slice(0, 200)}`)
  return event
}

const itemKinds: ReadonlySet<unknown> = new Set(['started', 'finished'])
const otherKinds: ReadonlySet<unknown> = new Set([
  'batchStarted',
  'batchRefused',
  'log',
  'logDropped',
  'heartbeat',
  'handedBack',
  'batchEnded',
])

/** The worker is ours, so its events are checked for what bookkeeping relies on and not field by field. */
function isWorkerEvent(event: unknown): event is WorkerEvent {
  if (typeof event !== 'object' || event === null || !('kind' in event)) return false
  if (!itemKinds.has(event.kind)) return otherKinds.has(event.kind)
  return (
    'index' in event && Number.isSafeInteger(event.index) && 'attempt' in event && Number.isSafeInteger(event.attempt)
  )
}
