import type { BatchItem } from '#protocol/invocation'
import { protocolVersion } from '#protocol/version'
import type { RemoteError } from '#protocol/remoteError'
import type {
  BatchRefused,
  BatchStarted,
  HandedBack,
  ItemFailed,
  ItemSucceeded,
  WorkerEvent,
} from '#protocol/workerEvent'
import type { EventOutput } from './eventOutput.ts'
import type { InvocationRecord } from './invocationRecord.ts'

/** What a batch's reply says, in its order: nothing before its opening, and an end that counts. */
export class BatchReply {
  private readonly output: EventOutput
  private readonly record: InvocationRecord
  private readonly opening: Omit<BatchStarted, 'kind' | 'protocol' | 'at'>
  private preface: Buffer[] | undefined = []
  private finished = 0
  private handedBack = 0

  constructor(output: EventOutput, record: InvocationRecord, opening: Omit<BatchStarted, 'kind' | 'protocol' | 'at'>) {
    this.output = output
    this.record = record
    this.opening = opening
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.output.bytes
  }

  get isOpen(): boolean {
    return this.preface === undefined
  }

  open(): void {
    this.begin({ kind: 'batchStarted', protocol: protocolVersion, ...this.opening, at: Date.now() })
  }

  refuse(refusal: Omit<BatchRefused, 'kind' | 'protocol' | 'at'>): void {
    this.begin({ kind: 'batchRefused', protocol: protocolVersion, ...refusal, at: Date.now() })
  }

  /** Lines as the child wrote them, of which `finished` are ends of items. */
  lines(bytes: Buffer): void {
    if (this.preface === undefined) this.output.lines(bytes)
    else this.preface.push(bytes)
  }

  /** Counts an end that goes out with `lines`. */
  countFinished(): void {
    this.finished += 1
  }

  event(event: WorkerEvent): void {
    this.lines(Buffer.from(`${JSON.stringify(event)}\n`))
  }

  /** An event that CloudWatch gets as well. */
  recordedEvent(event: WorkerEvent): void {
    const line = Buffer.from(JSON.stringify(event))
    this.record.event(line)
    this.lines(Buffer.concat([line, Buffer.from('\n')]))
  }

  failed(item: BatchItem, outcome: ItemFailed['outcome'], ms: number, error: RemoteError): void {
    this.finished += 1
    const { index, attempt } = item
    this.recordedEvent({ kind: 'finished', index, attempt, outcome, ms, at: Date.now(), error })
  }

  succeeded(end: Omit<ItemSucceeded, 'kind' | 'outcome'>): void {
    this.finished += 1
    this.event({ kind: 'finished', outcome: 'succeeded', ...end })
  }

  handBack(items: readonly BatchItem[], reason: HandedBack['reason']): void {
    if (items.length === 0) return
    this.handedBack += items.length
    this.recordedEvent({ kind: 'handedBack', indexes: items.map((item) => item.index), reason })
  }

  /** Says how many ends and returns there were, and closes the stream. */
  async end(): Promise<void> {
    const { finished, handedBack } = this
    this.recordedEvent({ kind: 'batchEnded', finished, handedBack, at: Date.now() })
    this.record.flush()
    await this.output.end()
  }

  private begin(event: BatchStarted | BatchRefused): void {
    const preface = this.preface ?? []
    this.preface = undefined
    this.recordedEvent(event)
    for (const bytes of preface) this.output.lines(bytes)
  }
}
