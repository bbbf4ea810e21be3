import type { ErrorKind } from '#protocol/remoteError'
import type { OutcomeCounts } from '#protocol/outcome'

/** Where a job is in its life. `interrupted` is never written: it is what a living state means once the runner is gone. */
export const jobStates = ['ingesting', 'running', 'cancelling', 'done', 'cancelled', 'failed', 'interrupted'] as const
export type JobState = (typeof jobStates)[number]

/** What a user asks for: one map of one function over one input source. Paths are absolute. */
export interface JobRequest {
  readonly modulePath: string
  readonly exportName: string
  /** `-` stands for standard input. */
  readonly inputPath: string
  readonly inputFormat?: InputFormat
  readonly profile: string
  /** Items or invocations at once; absent: as many as the profile can carry. Counts invocations. */
  readonly concurrency?: number
  /** Items at once inside one invocation. */
  readonly itemConcurrency: number
  /** Items per invocation; absent: planned from how long items take. */
  readonly batchSize?: number
  /** Further tries for an item that threw, timed out or crashed. */
  readonly retries: number
  readonly itemTimeoutMs: number
  readonly memoryMb: number
  /** Environment variables for the user's code. Not written in clear to the job store. */
  readonly env: Readonly<Record<string, string>>
  /** Run only this many items, picked evenly at random but the same ones each time. */
  readonly sample?: number
  readonly skipBadInput: boolean
  /** Where the results go besides the job's own folder; the ending names the format (.jsonl, .json, .csv). */
  readonly outputPath?: string
}

export type InputFormat = 'json' | 'jsonl' | 'csv' | 'tsv' | 'text'

/** Why a job or an item could not go on, as data. */
export interface Reason {
  readonly kind: ErrorKind
  readonly message: string
  readonly nextStep?: string
}

/** All that a viewer shows of a job at a moment; always whole, never a delta. */
export interface JobSnapshot {
  readonly jobId: string
  /** `function over file`, for people. */
  readonly label: string
  readonly profile: string
  readonly state: JobState
  readonly reason?: Reason
  /** Null until ingest is through. */
  readonly total: number | null
  readonly counts: OutcomeCounts
  /** Items started and not finished. */
  readonly runningItems: number
  readonly invocations: {
    readonly running: number
    readonly ended: number
    /** Those that a service fault cost. */
    readonly faulted: number
  }
  /** Invocations allowed at once just now. */
  readonly concurrency: number
  /** Items finished per second over the last few seconds. */
  readonly itemsPerSecond: number
  /** Milliseconds left at that rate; null where nobody can tell. */
  readonly remainingMs: number | null
  /** Things the user should know once: throttling, class instances that lost their class, dropped log lines. */
  readonly notes: readonly string[]
  readonly createdAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
}
