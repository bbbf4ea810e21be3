import type { Outcome } from '#protocol/outcome'
import type { JobSnapshot } from '#runtime-client'

// What the page about a job and its host say to each other. Plain data and typed arrays.

/** What the page sends. */
export type PageMessage =
  /** The page is there, with nothing in it: it is sent everything. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'readRows'; readonly query: RowQuery }
  | { readonly kind: 'act'; readonly action: PanelAction }
  /** After a fault: looks at the job's files again. */
  | { readonly kind: 'tryAgain' }

/** What answers each message of the page. */
export interface PageReplies {
  readonly ready: null
  readonly readRows: RowPage
  readonly act: null
  readonly tryAgain: null
}

/** What the host sends; each carries the whole of what it speaks of, but for `items`. */
export type HostMessage =
  /** Null: there is no such job, or no longer. */
  | { readonly kind: 'job'; readonly job: PanelJob | null }
  | { readonly kind: 'items'; readonly total: number; readonly ranges: readonly StateRange[] }
  | { readonly kind: 'charts'; readonly charts: PanelCharts }
  /** The job's files could not be read. */
  | { readonly kind: 'fault'; readonly message: string }

/** What answers each message of the host. */
export interface HostReplies {
  readonly job: null
  readonly items: null
  readonly charts: null
  readonly fault: null
}

/** A job as the page's head shows it. */
export interface PanelJob {
  readonly snapshot: JobSnapshot
  readonly request: {
    readonly modulePath: string
    readonly exportName: string
    readonly inputPath: string
    readonly memoryMb: number
  }
  readonly isLiving: boolean
  readonly isRetryable: boolean
  /** The host's clock, so that both reckon alike. */
  readonly now: number
}

/** Items from `first` on, a byte each: 0 without an outcome, else 1 + the place of its outcome in `outcomes`. */
export interface StateRange {
  readonly first: number
  readonly states: Uint8Array
}

/** What is reckoned from all items and invocations. */
export interface PanelCharts {
  readonly durations: DurationCounts
  /** The largest groups first. */
  readonly errors: readonly PanelError[]
  /** Groups beyond those in `errors`. */
  readonly moreErrorGroups: number
  readonly invocations: PanelInvocations
  readonly cost: CostEstimate
}

/** How many items took how long: position i counts those from `lowestMs` · 10^(i / perDecade) milliseconds on. */
export interface DurationCounts {
  readonly succeeded: Uint32Array
  readonly failed: Uint32Array
}

/** Failures of one kind. */
export interface PanelError {
  readonly id: number
  readonly name: string
  readonly message: string
  /** `file:line:column` in the user's code. */
  readonly location: string | null
  readonly count: number
  readonly firstIndex: number
}

/** The invocations of a job, all of them or, of very many, every n-th and the longest. */
export interface PanelInvocations {
  readonly total: number
  readonly coldStarts: number
  readonly faulted: number
  /** `spanFields` numbers per invocation, see `Span`. */
  readonly spans: Float64Array
  /** Every n-th is among the spans. */
  readonly stride: number
}

/** What a job has cost, or would have cost on AWS, in US dollars. */
export interface CostEstimate {
  readonly isLocal: boolean
  readonly gbSeconds: number
  readonly requests: number
  readonly computeUsd: number
  readonly requestsUsd: number
  readonly storageUsd: number
}

/** Which rows a page of the table is to hold: those after `after` and up to `last`. */
export interface RowQuery {
  readonly outcome: Outcome | null
  readonly errorGroup: number | null
  readonly after: number
  readonly last: number | null
  readonly limit: number
}

/** Recorded items by index. */
export interface RowPage {
  readonly rows: readonly PanelRow[]
  readonly isLast: boolean
}

/** An item in the table. */
export interface PanelRow {
  readonly index: number
  readonly outcome: Outcome
  readonly ms: number
  readonly attempts: number
  /** The beginning of the value as JSON, or the error in one line. */
  readonly excerpt: string
}

/** What buttons and links of the page do. */
export type PanelAction =
  | { readonly kind: 'cancel' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'openResults' }
  | { readonly kind: 'openLog' }
  | { readonly kind: 'revealFunction' }
  | { readonly kind: 'openItem'; readonly index: number }
  | { readonly kind: 'openInvocation'; readonly invocation: number }
  /** `file:line:column` */
  | { readonly kind: 'openLocation'; readonly location: string }
