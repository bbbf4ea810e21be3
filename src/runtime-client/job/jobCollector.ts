import type { Outcome } from '#protocol/outcome'
import type { RemoteError } from '#protocol/remoteError'
import type { ItemFailed, ItemFinished, ItemSucceeded, WorkerEvent } from '#protocol/workerEvent'
import { ServiceFault } from '../errors.ts'
import type { ErrorGroup, JobStore } from './jobStore.ts'
import type { ItemTable } from './itemTable.ts'
import { failedResultLine, type ResultValue, succeededResultLine } from './resultLine.ts'
import { isTriedAgain } from './retryRule.ts'

/** What the collector needs of the world: values that travelled through S3, and errors made readable. */
export interface CollectorPorts {
  readonly readValue: (event: ItemSucceeded) => ResultValue | Promise<ResultValue>
  readonly mapError: (error: RemoteError) => RemoteError
  readonly mapText: (text: string) => string
  readonly groupError: (error: RemoteError) => ErrorGroup
}

/** Whether an attempt was the item's last one. */
export type AttemptEnd = 'recorded' | 'again'

const mostNotes = 100

/**
 * Turns the events of the workers into recorded outcomes. The first record of an item stands: when a lost reply made
 * an item run twice, the second end of it changes nothing.
 */
export class JobCollector {
  readonly #table: ItemTable
  readonly #store: JobStore
  readonly #ports: CollectorPorts
  readonly #retries: number
  readonly #notes = new Set<string>()

  constructor(table: ItemTable, store: JobStore, retries: number, ports: CollectorPorts) {
    this.#table = table
    this.#store = store
    this.#retries = retries
    this.#ports = ports
  }

  /** Things the user should know once. */
  get notes(): readonly string[] {
    return [...this.#notes]
  }

  /** Said once, however often it is noted; what is more than anybody reads is left out. */
  note(text: string): void {
    if (this.#notes.size < mostNotes) this.#notes.add(text)
  }

  /** A remote error as one line for people, with its place in their code where it is known. */
  describeError(error: RemoteError): string {
    const { name, message, location } = this.#ports.groupError(this.#ports.mapError(error))
    return `${name}: ${message}${location === null ? '' : ` (${location})`}`
  }

  started(index: number, attempt: number): void {
    this.#table.start(index, attempt)
  }

  log(event: Extract<WorkerEvent, { kind: 'log' }>, invocation: number): void {
    const attempt = event.index === null ? null : this.#table.starts(event.index)
    const { index, stream, at } = event
    const text = this.#ports.mapText(event.text)
    this.#store.addLog(index, invocation, JSON.stringify({ index, attempt, stream, text, at }))
  }

  logDropped(event: Extract<WorkerEvent, { kind: 'logDropped' }>, invocation: number): void {
    const { index, lines, bytes } = event
    const text = `… ${lines} more lines (${bytes} bytes) were dropped: over the log budget of one item`
    const attempt = index === null ? null : this.#table.starts(index)
    this.#store.addLog(index, invocation, JSON.stringify({ index, attempt, stream: 'stderr', text, at: Date.now() }))
    this.note('Some items wrote more log lines than are kept; `wren logs` says how many were dropped.')
  }

  /**
   * Takes the end of an attempt. Tells whether the item is to run again: at once, for that is nearly always possible
   * and there are many, or later where its value has to be fetched. Throws the ServiceFault of a fetch that failed.
   */
  finished(event: ItemFinished, invocation: number): AttemptEnd | Promise<AttemptEnd> {
    if (this.#table.isRecorded(event.index)) return 'recorded'
    this.#table.start(event.index, event.attempt)
    if (event.outcome !== 'succeeded') return this.#failed(event, invocation)
    for (const note of event.notes ?? []) this.note(note)
    try {
      const value = this.#ports.readValue(event)
      if (!(value instanceof Promise)) return this.#succeeded(event, invocation, value)
      return value.then(
        (fetched) => this.#succeeded(event, invocation, fetched),
        (error: unknown) => this.#unreadable(event, invocation, error),
      )
    } catch (error) {
      return this.#unreadable(event, invocation, error)
    }
  }

  /** Records items that get their outcome without having run to an end. */
  close(index: number, outcome: Outcome, error: RemoteError): void {
    if (!this.#table.record(index, outcome)) return
    this.#add(index, outcome, 0, Date.now(), null, error)
  }

  /** An attempt that the worker could not speak of, because its environment died with it. */
  died(index: number, outcome: 'crashed' | 'timedOut', error: RemoteError, invocation: number | null): AttemptEnd {
    // A buffered reply tells nothing of a start when its environment dies.
    const attempt = this.#table.starts(index) + (this.#table.isRunning(index) ? 0 : 1)
    this.#table.start(index, attempt)
    return this.#failed({ kind: 'finished', index, attempt, outcome, error, ms: 0, at: Date.now() }, invocation)
  }

  #succeeded(event: ItemSucceeded, invocation: number, value: ResultValue): AttemptEnd {
    if (!this.#table.record(event.index, 'succeeded')) return 'recorded'
    this.#store.addItem({
      index: event.index,
      outcome: 'succeeded',
      attempts: event.attempt,
      ms: event.ms,
      endedAt: event.at,
      invocation,
      line: succeededResultLine(event, value),
      errorGroup: null,
    })
    return 'recorded'
  }

  /** Too large or too deep for this process though not for the worker: that is this one value's trouble. */
  #unreadable(event: ItemSucceeded, invocation: number, error: unknown): AttemptEnd {
    if (error instanceof ServiceFault) throw error
    return this.#failed({ ...event, outcome: 'unserializable', error: unreadable(error) }, invocation)
  }

  #failed(event: ItemFailed, invocation: number | null): AttemptEnd {
    const { index, outcome } = event
    this.#table.countFailure(index)
    if (isTriedAgain(outcome, this.#table.failures(index), this.#retries)) {
      this.#table.requeue(index)
      return 'again'
    }
    if (this.#table.record(index, outcome)) this.#add(index, outcome, event.ms, event.at, invocation, event.error)
    return 'recorded'
  }

  #add(
    index: number,
    outcome: Outcome,
    ms: number,
    endedAt: number,
    invocation: number | null,
    raw: RemoteError,
  ): void {
    const error = this.#ports.mapError(raw)
    const attempts = this.#table.starts(index)
    const line = failedResultLine({ index, outcome, error, ms, attempts })
    const errorGroup = outcome === 'cancelled' ? null : this.#ports.groupError(error)
    this.#store.addItem({ index, outcome, attempts, ms, endedAt, invocation, line, errorGroup })
  }
}

function unreadable(error: unknown): RemoteError {
  const message = `The value came back but cannot be read: ${error instanceof Error ? error.message : String(error)}`
  return { name: 'UnreadableValue', message, kind: 'serialization' }
}
