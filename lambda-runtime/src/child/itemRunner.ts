import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { UserFunction } from '#protocol/findFunction'
import type { BatchItem } from '#protocol/invocation'
import type { ItemFailed } from '#protocol/workerEvent'
import { encodeValue, type EncodedValue } from '#protocol/encodeValue'
import { toRemoteError } from '#protocol/toRemoteError'
import { settleGraceMs, type AbortCommand, type BeginCommand } from '../childMessages.ts'
import type { OutputCapture } from './captureOutput.ts'
import type { EventPipe } from './eventPipe.ts'
import { createItemContext } from './itemContext.ts'
import { failedLine, round, startedLine, succeededLine } from './itemEnd.ts'
import { itemScopes, ItemRun } from './itemRun.ts'

// Kept from before the user's code had a chance to replace them.
const stringify = JSON.stringify
const dateNow = Date.now
const now = performance.now.bind(performance)

/** Timers that are set for longer fire at once. */
const maxTimerMs = 2 ** 31 - 1

type Ending =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }

/** Runs the items of a batch, as many at once as asked for, and writes their events. */
export class ItemRunner {
  private readonly pipe: EventPipe
  private readonly output: OutputCapture
  private readonly call: UserFunction
  /** Run before an item starts while no other one runs. */
  private readonly tidyUp: () => void
  private batch: BeginCommand | undefined = undefined
  private deadlineMs = 0
  private queue: BatchItem[] = []
  private queueHead = 0
  private readonly running = new Set<ItemRun>()
  /** Classes that this batch's notes have named. */
  private notedClasses = new Set<string>()
  private isRetiring = false
  private timeoutCheck: NodeJS.Timeout | undefined = undefined

  constructor(pipe: EventPipe, output: OutputCapture, call: UserFunction, tidyUp: () => void) {
    this.pipe = pipe
    this.output = output
    this.call = call
    this.tidyUp = tidyUp
  }

  /** The items that are running and not recorded. */
  get runningItems(): ReadonlySet<ItemRun> {
    return this.running
  }

  begin(batch: BeginCommand): void {
    this.batch = batch
    this.deadlineMs = now() + batch.deadlineAt - dateNow()
    this.notedClasses = new Set()
    this.output.begin(batch.logBytesPerItem)
    // The batch before may have ended without hearing of it.
    if (this.isRetiring) this.retire()
  }

  accept(items: readonly BatchItem[]): void {
    for (const item of items) this.queue.push(item)
    this.startNext()
  }

  /** Forgets what was not started. */
  stop(): void {
    this.queue = []
    this.queueHead = 0
    this.pipe.note({ note: 'stopped' })
  }

  abort(why: AbortCommand['why']): void {
    for (const run of this.running) run.abort(why)
  }

  /** Ends a running item with an error that surfaced outside its function; its function may still be at work. */
  fail(run: ItemRun, thrown: unknown): void {
    if (run.isRecorded) return
    this.record(run, { kind: 'threw', thrown })
    if (run.isSettled) setImmediate(() => this.startNext())
    else this.retire()
  }

  private startNext(): void {
    const batch = this.batch
    if (batch === undefined || this.isRetiring) return
    while (this.running.size < batch.itemConcurrency && this.queueHead < this.queue.length) {
      const item = this.queue[this.queueHead]
      this.queueHead += 1
      if (this.queueHead === this.queue.length) {
        this.queue = []
        this.queueHead = 0
      }
      if (item !== undefined) this.start(item, batch)
    }
    this.pipe.flush()
  }

  private start(item: BatchItem, batch: BeginCommand): void {
    if (this.running.size === 0) this.tidyUp()
    this.pipe.add(startedLine(item.index, item.attempt, dateNow()))
    this.pipe.flush()
    const run = new ItemRun(item, batch.logBytesPerItem, now(), this.pipe.waitedMs)
    this.running.add(run)
    if (this.timeoutCheck === undefined) this.checkTimeoutsIn(batch.itemTimeoutMs)
    const context = createItemContext(run, batch.jobId, batch.itemTimeoutMs, this.deadlineMs)
    try {
      const returned: unknown = itemScopes.run(run, callAndAdopt, this.call, item.input, context)
      if (returned instanceof Promise) void this.follow(run, returned)
      else this.settle(run, { kind: 'returned', value: returned })
    } catch (thrown) {
      this.settle(run, { kind: 'threw', thrown })
    }
  }

  private async follow(run: ItemRun, promise: Promise<unknown>): Promise<void> {
    try {
      this.settle(run, { kind: 'returned', value: await promise })
    } catch (thrown) {
      this.settle(run, { kind: 'threw', thrown })
    }
  }

  /**
   * Recording waits for the next turn of the event loop: only when all microtasks have run does Node tell of a rejection
   * that nobody handles, and it must find its item still running.
   */
  private settle(run: ItemRun, ending: Ending): void {
    run.isSettled = true
    setImmediate(endItem, this, run, ending)
  }

  end(run: ItemRun, ending: Ending): void {
    if (run.isRecorded) return
    this.record(run, ending)
    if (this.isRetiring) this.retire()
    else this.startNext()
  }

  private record(run: ItemRun, ending: Ending): void {
    run.isRecorded = true
    this.running.delete(run)
    const batch = this.batch
    if (batch === undefined) return
    const ms = this.elapsedMs(run)
    this.output.end(run)
    if (run.aborted === 'timedOut' || ms > batch.itemTimeoutMs) return this.recordTimedOut(run, ms, batch.itemTimeoutMs)
    if (ending.kind === 'returned') return this.recordValue(run, ms, encodeValue(ending.value), batch.inlineValueBytes)
    if (run.aborted === 'handBack') return this.pipe.note({ note: 'abandoned', index: run.index })
    if (run.aborted === 'cancelled')
      return this.recordFailure(run, ms, 'cancelled', toRemoteError(ending.thrown, 'cancelled'))
    return this.recordFailure(run, ms, 'threw', toRemoteError(ending.thrown))
  }

  private recordTimedOut(run: ItemRun, ms: number, itemTimeoutMs: number): void {
    run.abort('timedOut')
    this.recordFailure(run, ms, 'timedOut', {
      name: 'ItemTimeout',
      message: `The item ran past its time-out of ${itemTimeoutMs} ms.`,
      kind: 'userCode',
    })
  }

  private recordFailure(
    run: ItemRun,
    ms: number,
    outcome: ItemFailed['outcome'],
    error: ReturnType<typeof toRemoteError>,
  ): void {
    this.pipe.add(failedLine(run, ms, dateNow(), outcome, error))
  }

  private recordValue(run: ItemRun, ms: number, encoded: EncodedValue, inlineValueBytes: number): void {
    if (encoded.kind === 'nothing') return this.pipe.add(succeededLine(run, ms, dateNow(), undefined, []))
    if (encoded.kind === 'unserializable') {
      return this.recordFailure(run, ms, 'unserializable', {
        name: 'Unserializable',
        message: `The value has ${encoded.reason} at ${encoded.path}, which cannot leave the worker.`,
        kind: 'serialization',
        fields: { path: encoded.path },
      })
    }
    const { form, text } = encoded
    const notes = this.classNotes(encoded.classNames)
    // No character takes more than three bytes in UTF-8, so that most texts need not be counted.
    if (text.length * 3 > inlineValueBytes && Buffer.byteLength(text) > inlineValueBytes) {
      const bytes = Buffer.from(text)
      return this.pipe.largeValue(
        {
          note: 'largeValue',
          index: run.index,
          attempt: run.attempt,
          ms: round(ms),
          at: dateNow(),
          of: form,
          bytes: bytes.length,
          ...(notes.length === 0 ? {} : { notes }),
        },
        bytes,
      )
    }
    const value = form === 'json' ? `{"form":"json","json":${text}}` : `{"form":"devalue","text":${stringify(text)}}`
    this.pipe.add(succeededLine(run, ms, dateNow(), value, notes))
  }

  private classNotes(classNames: readonly string[]): readonly string[] {
    const fresh = classNames.filter((name) => !this.notedClasses.has(name))
    for (const name of fresh) this.notedClasses.add(name)
    return fresh.map((name) => `An instance of ${name} came back as plain data: its toJSON() or its own fields.`)
  }

  private elapsedMs(run: ItemRun): number {
    return now() - run.startedMs - (this.pipe.waitedMs - run.waitedAtStartMs)
  }

  private checkTimeoutsIn(ms: number): void {
    clearTimeout(this.timeoutCheck)
    this.timeoutCheck = setTimeout(() => this.checkTimeouts(), Math.min(maxTimerMs, Math.max(1, Math.ceil(ms))))
  }

  private checkTimeouts(): void {
    this.timeoutCheck = undefined
    const itemTimeoutMs = this.batch?.itemTimeoutMs ?? 0
    let nextInMs = Infinity
    for (const run of this.running) {
      const leftMs = itemTimeoutMs - this.elapsedMs(run)
      if (leftMs > 0) {
        nextInMs = Math.min(nextInMs, leftMs)
      } else if (run.aborted !== 'timedOut') {
        run.abort('timedOut')
        setTimeout(() => this.giveUpOn(run), settleGraceMs)
      }
    }
    if (nextInMs !== Infinity) this.checkTimeoutsIn(nextInMs)
  }

  private giveUpOn(run: ItemRun): void {
    if (run.isSettled || run.isRecorded) return
    this.record(run, { kind: 'threw', thrown: undefined })
    this.retire()
  }

  /** A recorded item may still be at work here: let the others end, start nothing, and have the process replaced. */
  private retire(): void {
    this.isRetiring = true
    if (this.running.size === 0) this.pipe.note({ note: 'retired' })
    else this.pipe.flush()
  }
}

/** Calls the function, and has a foreign thenable adopted, inside the item's scope. */
function callAndAdopt(call: UserFunction, input: unknown, context: ReturnType<typeof createItemContext>): unknown {
  const returned = call(input, context)
  if (typeof returned !== 'object' || returned === null) return returned
  return 'then' in returned && typeof returned.then === 'function' ? Promise.resolve(returned) : returned
}

const endItem = (runner: ItemRunner, run: ItemRun, ending: Ending): void => runner.end(run, ending)
