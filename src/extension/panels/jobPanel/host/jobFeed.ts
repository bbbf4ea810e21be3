import type { ErrorGroupName } from '#runtime-client'
import type { HostMessage, PanelCharts, PanelError, PanelJob, StateRange } from '../messages/messages.ts'
import { estimateCost } from './costEstimate.ts'
import { type InvocationSource, InvocationScan } from './invocationScan.ts'
import { ItemScan, type ItemSource } from './itemScan.ts'

/** A job's files, open for pictures of it. */
export interface OpenSurvey extends ItemSource, InvocationSource, Disposable {
  errorGroups(ids: readonly number[]): readonly ErrorGroupName[]
}

/** What a feed needs: a job's files and its page. */
export interface FeedPorts {
  openSurvey(): Promise<OpenSurvey>
  post(message: HostMessage): void
  /** Milliseconds since the epoch. */
  now(): number
}

/** How long the job's files are read at a time, and for how long the thread is then left to others. */
const turnMs = 8
const restMs = 10

/** How often a round through the files begins while the job goes on; what a long one finds is sent in between. */
const roundEveryMs = 250
const itemsEveryMs = 100
const chartsEveryMs = 500

/** Error groups that a page lists. */
const mostErrors = 100

/**
 * Keeps a job's page up to date: sends the job at once, and reads its items and invocations in turns so short that the
 * thread stays free for others, however large the job is.
 */
export class JobFeed implements Disposable {
  readonly #ports: FeedPorts
  #job: PanelJob | null = null
  #items = new ItemScan(0)
  #invocations = new InvocationScan()
  #charts: PanelCharts | null = null
  #waiting: StateRange[] = []
  #itemsSentAt = Number.NEGATIVE_INFINITY
  #chartsSentAt = Number.NEGATIVE_INFINITY
  #isDue = false
  #isReading = false
  #isPaused = true
  #isDisposed = false

  constructor(ports: FeedPorts) {
    this.#ports = ports
  }

  /** The page is new and knows nothing: it gets everything. */
  resume(): void {
    this.#isPaused = false
    this.#ports.post({ kind: 'job', job: this.#job })
    const { states, total, hasRead } = this.#items
    this.#ports.post({ kind: 'items', total, ranges: hasRead ? [{ first: 0, states: states.slice() }] : [] })
    this.#waiting = []
    if (this.#charts !== null) this.#ports.post({ kind: 'charts', charts: this.#charts })
    this.readAgain()
  }

  /** The page cannot be seen: nothing is read until it resumes. */
  pause(): void {
    this.#isPaused = true
  }

  /** Takes the job's newest state; null where it is gone. */
  show(job: PanelJob | null): void {
    const before = this.#job?.snapshot
    const after = job?.snapshot
    this.#job = job
    if (after?.total !== before?.total) this.#begin(after?.total ?? 0)
    if (this.#isPaused) return
    this.#ports.post({ kind: 'job', job })
    this.readAgain()
  }

  /** Looks at the job's files for what has changed since. */
  readAgain(): void {
    this.#isDue = true
    if (!this.#isReading) void this.#read()
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
  }

  get #isStopped(): boolean {
    return this.#isDisposed || this.#isPaused || this.#job === null
  }

  #begin(total: number): void {
    this.#items = new ItemScan(total)
    this.#invocations = new InvocationScan()
    this.#charts = null
    this.#waiting = []
  }

  async #read(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#isDue && !this.#isStopped) {
        this.#isDue = false
        await this.#readRound()
        await pause(roundEveryMs)
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (!this.#isStopped) this.#ports.post({ kind: 'fault', message })
    } finally {
      this.#isReading = false
    }
  }

  async #readRound(): Promise<void> {
    using survey = await this.#ports.openSurvey()
    const items = this.#items
    let turnEndsAt = performance.now() + turnMs
    for (const range of this.#steps(survey)) {
      if (range !== null) this.#waiting.push(range)
      if (performance.now() < turnEndsAt) continue
      this.#send(survey)
      await pause(restMs)
      // Another job of that id may have begun, or the page may have gone.
      if (this.#isStopped || items !== this.#items) return
      turnEndsAt = performance.now() + turnMs
    }
    this.#itemsSentAt = this.#chartsSentAt = Number.NEGATIVE_INFINITY
    this.#send(survey)
  }

  *#steps(survey: OpenSurvey): Generator<StateRange | null> {
    const items = this.#items
    const invocations = this.#invocations
    for (let more = true; more; yield null) more = invocations.lookForEnds(survey)
    for (let more = true; more; yield null) more = invocations.lookForNew(survey)
    for (let slice = 0; slice < items.sliceCount; slice++) yield items.look(survey, slice)
  }

  #send(survey: OpenSurvey): void {
    const now = performance.now()
    if (this.#waiting.length > 0 && now - this.#itemsSentAt >= itemsEveryMs) {
      this.#itemsSentAt = now
      this.#ports.post({ kind: 'items', total: this.#items.total, ranges: this.#waiting })
      this.#waiting = []
    }
    if (now - this.#chartsSentAt >= chartsEveryMs && this.#job !== null) {
      this.#chartsSentAt = now
      this.#charts = this.#draw(survey, this.#job)
      this.#ports.post({ kind: 'charts', charts: this.#charts })
    }
  }

  #draw(survey: OpenSurvey, { snapshot, request, isLiving }: PanelJob): PanelCharts {
    const groups = [...this.#items.errorGroups()].sort(
      ([, a], [, b]) => b.count - a.count || a.firstIndex - b.firstIndex,
    )
    const invocations = this.#invocations
    const { startedAt, endedAt } = snapshot
    return {
      durations: this.#items.durations(),
      errors: nameGroups(survey, groups.slice(0, mostErrors)),
      moreErrorGroups: Math.max(0, groups.length - mostErrors),
      invocations: invocations.picture(),
      cost: estimateCost({
        isLocal: snapshot.profile === 'local',
        memoryMb: request.memoryMb,
        billedMs: invocations.billedMs,
        requests: invocations.total,
        coldStarts: invocations.coldStarts,
        elapsedMs: startedAt === null ? 0 : (endedAt ?? (isLiving ? this.#ports.now() : startedAt)) - startedAt,
      }),
    }
  }
}

function nameGroups(
  survey: OpenSurvey,
  groups: readonly (readonly [number, { readonly count: number; readonly firstIndex: number }])[],
): readonly PanelError[] {
  const names = new Map(survey.errorGroups(groups.map(([id]) => id)).map((name) => [name.id, name]))
  return groups.flatMap(([id, counts]) => {
    const name = names.get(id)
    return name === undefined ? [] : [{ ...name, ...counts }]
  })
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
