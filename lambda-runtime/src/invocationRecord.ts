import type { RunBatchRequest } from '#protocol/invocation'

/** Bytes kept back before they are written to the log in one go. */
const coalesceBytes = 32 * 1024

/** Writes an invocation's JSON lines to CloudWatch, by way of the handler's stdout; each tells job, batch and item. */
export class InvocationRecord {
  private readonly prefix: string
  private readonly write: (text: Buffer) => void
  private pending: Buffer[] = []
  private pendingBytes = 0

  constructor(request: Pick<RunBatchRequest, 'jobId' | 'batchId'>, write: (text: Buffer) => void) {
    const { jobId, batchId } = request
    this.prefix = `${JSON.stringify({ jobId, batchId }).slice(0, -1)},`
    this.write = write
  }

  /** One of the worker's events, as the JSON object that it is on the wire. */
  event(line: Buffer): void {
    const bytes = Buffer.concat([Buffer.from(this.prefix), line.subarray(1), lineBreak])
    this.pending.push(bytes)
    this.pendingBytes += bytes.length
    if (this.pendingBytes >= coalesceBytes) this.flush()
  }

  flush(): void {
    if (this.pendingBytes === 0) return
    this.write(Buffer.concat(this.pending, this.pendingBytes))
    this.pending = []
    this.pendingBytes = 0
  }
}

const lineBreak = Buffer.from('\n')
