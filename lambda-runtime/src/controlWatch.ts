import type { ControlReference, ControlState } from '#protocol/invocation'
import { S3Error, type S3Reply } from './s3Objects.ts'

/** Follows a job's control object while a batch runs, and tells once if the batch is to stop. */
export class ControlWatch implements Disposable {
  private readonly read: () => Promise<S3Reply>
  private readonly control: ControlReference
  private readonly onStop: (why: 'cancelled' | 'leaseEnded') => void
  private timer: NodeJS.Timeout | undefined = undefined
  private isDisposed = false
  private lastReadMs = performance.now()

  constructor(
    control: ControlReference,
    read: () => Promise<S3Reply>,
    onStop: (why: 'cancelled' | 'leaseEnded') => void,
  ) {
    this.control = control
    this.read = read
    this.onStop = onStop
    this.lookLater()
  }

  [Symbol.dispose](): void {
    this.isDisposed = true
    clearTimeout(this.timer)
  }

  private lookLater(): void {
    if (!this.isDisposed) this.timer = setTimeout(() => void this.look(), this.control.pollMs)
  }

  private async look(): Promise<void> {
    const verdict = await this.judge()
    if (this.isDisposed) return
    if (verdict === 'goOn') this.lookLater()
    else this.onStop(verdict)
  }

  private async judge(): Promise<'goOn' | 'cancelled' | 'leaseEnded'> {
    try {
      const { body, ageMs } = await this.read()
      this.lastReadMs = performance.now()
      if (isCancelled(body)) return 'cancelled'
      return ageMs > this.control.leaseMs ? 'leaseEnded' : 'goOn'
    } catch (error) {
      // The object goes with its job.
      if (error instanceof S3Error && error.status === 404) return 'leaseEnded'
      // S3 may be out of reach for a while; that alone says nothing of the runner until its lease would be over.
      return performance.now() - this.lastReadMs > this.control.leaseMs ? 'leaseEnded' : 'goOn'
    }
  }
}

function isCancelled(body: Buffer): boolean {
  const state: unknown = JSON.parse(body.toString())
  return isControlState(state) && state.cancelled
}

const isControlState = (value: unknown): value is ControlState =>
  typeof value === 'object' && value !== null && 'cancelled' in value && typeof value.cancelled === 'boolean'
