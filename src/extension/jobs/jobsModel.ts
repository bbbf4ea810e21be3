import { setImmediate as breathe } from 'node:timers/promises'
import type { JobSnapshot } from '#runtime-client'
import { Coalescer } from '../coalescer.ts'
import { type Disposes, Emitter } from '../emitter.ts'
import { compareJobs, isLiving, type Job, type RequestedJob } from './job.ts'

/** What the model needs of a WrenClient. */
export interface JobSource {
  jobIds(): readonly string[]
  readRequest(jobId: string): RequestedJob
  followJob(jobId: string, signal?: AbortSignal): AsyncIterable<JobSnapshot>
  watchJobs(listener: (jobId: string | null) => void): Disposable
}

/** How a job is now and how it was when it was last told of; null where it is not there. */
export interface JobChange {
  readonly jobId: string
  readonly job: Job | null
  readonly before: Job | null
}

/** No more often than people can see. */
const tellEveryMs = 100
/** So many jobs are read in one go. */
const breatheEvery = 5
/** So many jobs are read before a view shows the list for the first time. */
const firstJobs = 50

/**
 * All jobs of this machine, whoever started them, as they are now. Files are watched and living jobs followed through
 * their runners' sockets, so that nothing is polled and an idle list costs nothing.
 */
export class JobsModel implements Disposes {
  readonly #openSource: () => Promise<JobSource>
  readonly #reportFault: (what: string, error: unknown) => void
  readonly #jobs = new Map<string, Job>()
  /** Each as it was last told. */
  readonly #told = new Map<string, Job>()
  readonly #changed = new Set<string>()
  readonly #changes = new Emitter<JobChange>()
  readonly #teller = new Coalescer(tellEveryMs, () => this.#tell())
  readonly #follows = new Map<string, Follow>()
  readonly #firstRead = Promise.withResolvers<void>()
  #life: Life | null = null
  #starting: AbortController | null = null

  /** Resolves when the newest jobs were read for the first time, or could not be. */
  readonly firstRead = this.#firstRead.promise

  /** Every change of a job, with its whole state, at most ten times a second; many at once come one after another. */
  readonly onDidChangeJob = this.#changes.event

  /** `reportFault` is told what cannot be read, such as a job of a newer version. */
  constructor(openSource: () => Promise<JobSource>, reportFault: (what: string, error: unknown) => void) {
    this.#openSource = openSource
    this.#reportFault = reportFault
  }

  /** Those at work first, then the newest. */
  jobs(): readonly Job[] {
    return [...this.#jobs.values()].sort(compareJobs)
  }

  job(jobId: string): Job | undefined {
    return this.#jobs.get(jobId)
  }

  livingJobs(): readonly Job[] {
    return this.jobs().filter(({ snapshot }) => isLiving(snapshot.state))
  }

  /** Begins to watch, or begins anew where the source has become another. Resolves when all jobs were read once. */
  async start(): Promise<void> {
    this.#end()
    const abort = new AbortController()
    this.#starting = abort
    try {
      const source = await this.#openSource()
      // Begun anew or disposed of meanwhile.
      if (this.#starting !== abort) return
      this.#life = { source, abort, watcher: this.#watch(source) }
      await this.#readList()
    } finally {
      this.#firstRead.resolve()
    }
  }

  /** Looks at everything again; for what no file system tells of. */
  async refresh(): Promise<void> {
    if (this.#life === null) return await this.start()
    this.#life.watcher[Symbol.dispose]()
    this.#life = { ...this.#life, watcher: this.#watch(this.#life.source) }
    for (const jobId of this.#jobs.keys()) void this.#follow(jobId)
    await this.#readList()
  }

  dispose(): void {
    this.#end()
    this.#teller.dispose()
    this.#changes.dispose()
  }

  #watch(source: JobSource): Disposable {
    return source.watchJobs((jobId) => {
      if (jobId !== null) return void this.#follow(jobId)
      void this.#readList().catch((error: unknown) => this.#reportFault('the list of jobs', error))
    })
  }

  #end(): void {
    this.#starting = null
    this.#life?.abort.abort()
    this.#life?.watcher[Symbol.dispose]()
    this.#life = null
    this.#follows.clear()
    for (const jobId of this.#jobs.keys()) this.#remove(jobId)
  }

  async #readList(): Promise<void> {
    if (this.#life === null) return
    const { source, abort } = this.#life
    const jobIds = source.jobIds()
    const there = new Set(jobIds)
    for (const jobId of this.#jobs.keys()) if (!there.has(jobId)) this.#remove(jobId)
    for (const [position, jobId] of jobIds.entries()) {
      if (abort.signal.aborted) return
      if (position === firstJobs) this.#firstRead.resolve()
      // Reading an ended job never waits for anything, so a thousand of them would hold up the editor.
      if (position % breatheEvery === breatheEvery - 1) await breathe()
      if (!this.#jobs.has(jobId)) await this.#follow(jobId)
    }
  }

  /** Resolves when the job was read once. */
  #follow(jobId: string): Promise<void> {
    if (this.#life === null) return Promise.resolve()
    const known = this.#follows.get(jobId)
    if (known !== undefined) {
      known.again = true
      return known.firstRead
    }
    const firstRead = Promise.withResolvers<void>()
    const follow: Follow = { firstRead: firstRead.promise, again: true }
    this.#follows.set(jobId, follow)
    void this.#run(this.#life, jobId, follow, firstRead.resolve)
    return firstRead.promise
  }

  async #run({ source, abort }: Life, jobId: string, follow: Follow, onRead: () => void): Promise<void> {
    try {
      while (follow.again && !abort.signal.aborted) {
        follow.again = false
        for await (const snapshot of source.followJob(jobId, abort.signal)) {
          if (abort.signal.aborted) return
          this.#put(source, jobId, snapshot)
          onRead()
        }
      }
    } catch (error) {
      // It may have gone, or not be written yet; then there is nothing to tell.
      if (!abort.signal.aborted && this.#jobs.has(jobId) && !source.jobIds().includes(jobId)) this.#remove(jobId)
      else if (!abort.signal.aborted) this.#reportFault(jobId, error)
    } finally {
      if (this.#follows.get(jobId) === follow) this.#follows.delete(jobId)
      onRead()
    }
  }

  #put(source: JobSource, jobId: string, snapshot: JobSnapshot): void {
    const request = this.#jobs.get(jobId)?.request ?? source.readRequest(jobId)
    this.#jobs.set(jobId, { jobId, request, snapshot })
    this.#noteChange(jobId)
  }

  #remove(jobId: string): void {
    this.#jobs.delete(jobId)
    this.#noteChange(jobId)
  }

  #noteChange(jobId: string): void {
    this.#changed.add(jobId)
    this.#teller.request()
  }

  #tell(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    for (const jobId of changed) {
      const job = this.#jobs.get(jobId) ?? null
      const before = this.#told.get(jobId) ?? null
      if (job === before) continue
      if (job === null) this.#told.delete(jobId)
      else this.#told.set(jobId, job)
      this.#changes.fire({ jobId, job, before })
    }
  }
}

interface Life {
  readonly source: JobSource
  readonly abort: AbortController
  readonly watcher: Disposable
}

interface Follow {
  readonly firstRead: Promise<void>
  /** Whether something has changed since it was last looked at. */
  again: boolean
}
