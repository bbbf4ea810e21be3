import type { ControlState } from '#protocol/invocation'
import { protocolVersion } from '#protocol/version'
import { controlKey } from '#protocol/objectKeys'
import { ServiceFault } from '../errors.ts'
import type { JobSite } from '../job/dispatchTypes.ts'

/** How long workers go on without a sign of life from the runner; it gives one three times as often. */
export const leaseMs = 20_000
const retryPauseMs = 300

/**
 * Keeps the job's control object fresh as long as this process lives, and writes into it when the job is cancelled.
 * Workers judge its age by S3's own clock.
 */
export class LeaseKeeper implements Disposable {
  readonly #key: string
  readonly #currentSite: () => JobSite
  #cancelled = false
  #timer: NodeJS.Timeout | undefined
  #isDisposed = false
  #writing: Promise<void> = Promise.resolve()

  static keyOf(jobId: string, run: number): string {
    return controlKey(jobId, run)
  }

  constructor(jobId: string, run: number, currentSite: () => JobSite) {
    this.#key = controlKey(jobId, run)
    this.#currentSite = currentSite
  }

  /** Writes the first lease; resolves when workers can see it. Rejects with a ServiceFault that another try will not mend. */
  async start(): Promise<void> {
    await this.#write()
    this.#schedule()
  }

  /** Writes the lease again where the one before may be gone; resolves when workers can see it. */
  renew(): Promise<void> {
    return this.#write()
  }

  /** Tells the workers to stop; resolves when they can see it. */
  cancel(): Promise<void> {
    this.#cancelled = true
    return this.#write()
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      // A lease that cannot be written is not this job's end: the dispatcher meets the same fault and judges it.
      void this.#write()
        .catch(() => undefined)
        .finally(() => {
          if (!this.#isDisposed) this.#schedule()
        })
    }, leaseMs / 3)
  }

  /** One write at a time, so that an older state never comes after a newer one. */
  #write(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#put())
    return this.#writing
  }

  async #put(): Promise<void> {
    const deadline = Date.now() + leaseMs
    for (;;) {
      const state: ControlState = { kind: 'control', protocol: protocolVersion, cancelled: this.#cancelled }
      try {
        return await this.#currentSite().objects.put(this.#key, Buffer.from(JSON.stringify(state)))
      } catch (error) {
        const isPassing = error instanceof ServiceFault && error.nature !== 'refused'
        if (!isPassing || this.#isDisposed || Date.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, retryPauseMs))
      }
    }
  }
}
