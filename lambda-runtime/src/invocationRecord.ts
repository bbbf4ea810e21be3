import type { RunBatchRequest } from '#protocol/invocation'

/** Bytes kept back before they are written to the log in one go; also the most that one line holds. */
const coalesceBytes = 32 * 1024
/** And how long they are: whoever follows the log live, or looks for what was said before a death, should see them. */
const coalesceMs = 1_000

const textField = Buffer.from('"text":"')
const afterText = Buffer.from('","at":')
const escapedLineBreak = Buffer.from('\\n')
const lineBreak = Buffer.from('\n')

/** Writes an invocation's JSON lines to CloudWatch, by way of the handler's stdout; each tells job, batch and item. */
export class InvocationRecord {
  private readonly prefix: Buffer
  private readonly write: (text: Buffer) => void
  private pending: Buffer[] = []
  private pendingBytes = 0
  private timer: NodeJS.Timeout | undefined = undefined
  /** What a log line that goes on from the last one starts with, and the rest of the last one behind its text. */
  private openLog: { readonly head: Buffer; readonly tail: Buffer } | undefined = undefined

  constructor(request: Pick<RunBatchRequest, 'jobId' | 'batchId'>, write: (text: Buffer) => void) {
    const { jobId, batchId } = request
    this.prefix = Buffer.from(`${JSON.stringify({ jobId, batchId }).slice(0, -1)},`)
    this.write = write
  }

  /** One of the worker's events, as the JSON object that it is on the wire. */
  event(line: Buffer): void {
    this.closeLog()
    this.add(this.prefix, line.subarray(1), lineBreak)
  }

  /** A log event. Those that follow one another from the same item and stream become one line. */
  log(line: Buffer): void {
    const textStart = line.indexOf(textField) + textField.length
    const textEnd = line.lastIndexOf(afterText)
    const head = line.subarray(0, textStart)
    const text = line.subarray(textStart, textEnd)
    if (this.openLog?.head.equals(head) === true) {
      this.add(escapedLineBreak, text)
    } else {
      this.closeLog()
      this.openLog = { head, tail: line.subarray(textEnd) }
      this.add(this.prefix, head.subarray(1), text)
    }
  }

  flush(): void {
    this.closeLog()
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.pendingBytes === 0) return
    this.write(Buffer.concat(this.pending, this.pendingBytes))
    this.pending = []
    this.pendingBytes = 0
  }

  private closeLog(): void {
    const { openLog } = this
    this.openLog = undefined
    if (openLog !== undefined) this.add(openLog.tail, lineBreak)
  }

  private add(...pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      this.pending.push(piece)
      this.pendingBytes += piece.length
    }
    if (this.pendingBytes >= coalesceBytes) this.flush()
    else this.timer ??= setTimeout(() => this.flush(), coalesceMs).unref()
  }
}
