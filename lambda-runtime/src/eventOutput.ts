import type { Writable } from 'node:stream'
import type { WorkerEvent } from '#protocol/workerEvent'

/** Lines wait this long, or until there are this many bytes, to go out as one chunk: a chunk each costs 20 times as much. */
const coalesceMs = 50
const coalesceBytes = 64 * 1024
const heartbeatMs = 15_000

/** The reply of one batch, coalesced, and kept alive by heartbeats. */
export class EventOutput implements Disposable {
  /** Bytes of the reply so far. */
  bytes = 0
  /** Told when the reader falls behind, and when it has caught up. */
  onBlockedChange: (isBlocked: boolean) => void = () => {}
  /** Told when nothing that is written arrives any more. */
  onBroken: () => void = () => {}
  private readonly stream: Writable
  private pending: Buffer[] = []
  private pendingBytes = 0
  private flushTimer: NodeJS.Timeout | undefined = undefined
  private flushSoon: NodeJS.Immediate | undefined = undefined
  private lastFlushMs = -Infinity
  private readonly heartbeat: NodeJS.Timeout
  private isBlocked = false
  private isBroken = false

  constructor(stream: Writable) {
    this.stream = stream
    stream.on('drain', this.unblock)
    stream.on('error', this.giveUp)
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs)
  }

  event(event: WorkerEvent): void {
    this.lines(Buffer.from(`${JSON.stringify(event)}\n`))
  }

  /** Whole lines, which must not change afterwards. */
  lines(bytes: Buffer): void {
    this.bytes += bytes.length
    this.pending.push(bytes)
    this.pendingBytes += bytes.length
    if (this.pendingBytes >= coalesceBytes) this.flush()
    else if (this.flushTimer === undefined && this.flushSoon === undefined) this.schedule()
  }

  /** Resolves when all that was written has been handed on. */
  async end(): Promise<void> {
    this.flush()
    if (this.isBroken) return
    await new Promise<void>((resolve) => {
      this.stream.once('close', resolve)
      this.stream.end(resolve)
    })
  }

  [Symbol.dispose](): void {
    clearInterval(this.heartbeat)
    clearTimeout(this.flushTimer)
    clearImmediate(this.flushSoon)
    this.stream.off('drain', this.unblock)
    // The listener for errors stays: one that comes late has nobody else.
  }

  private schedule(): void {
    const sinceMs = performance.now() - this.lastFlushMs
    // After a pause the first word goes out at once.
    if (sinceMs >= coalesceMs) this.flushSoon = setImmediate(() => this.flush())
    else this.flushTimer = setTimeout(() => this.flush(), coalesceMs - sinceMs)
  }

  private flush(): void {
    clearTimeout(this.flushTimer)
    clearImmediate(this.flushSoon)
    this.flushTimer = undefined
    this.flushSoon = undefined
    if (this.pendingBytes === 0 || this.isBroken) return
    this.heartbeat.refresh()
    const [first, ...others] = this.pending
    const chunk = first !== undefined && others.length === 0 ? first : Buffer.concat(this.pending, this.pendingBytes)
    this.pending = []
    this.pendingBytes = 0
    this.lastFlushMs = performance.now()
    if (!this.stream.write(chunk) && !this.isBlocked) {
      this.isBlocked = true
      this.onBlockedChange(true)
    }
  }

  private readonly unblock = (): void => {
    if (!this.isBlocked) return
    this.isBlocked = false
    this.onBlockedChange(false)
  }

  private readonly giveUp = (): void => {
    this.isBroken = true
    this.onBroken()
  }

  /** Whoever does not read what there is needs no more of it. */
  private beat(): void {
    if (!this.isBlocked) this.event({ kind: 'heartbeat', at: Date.now() })
  }
}
