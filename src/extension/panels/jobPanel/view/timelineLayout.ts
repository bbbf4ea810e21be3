import type { Span } from '../messages/span.ts'

/** A stretch of an invocation's life, in milliseconds from the left edge of the timeline. */
export interface Phase {
  readonly kind: 'queued' | 'coldStart' | 'running' | 'collecting'
  readonly fromMs: number
  readonly toMs: number
}

/** An invocation in the timeline. */
export interface TimelineBar {
  readonly span: Span
  readonly lane: number
  readonly fromMs: number
  readonly toMs: number
  readonly phases: readonly Phase[]
}

/** Invocations side by side, as few lanes as hold them. */
export interface Timeline {
  /** In the order in which they were sent. */
  readonly bars: readonly TimelineBar[]
  readonly lanes: number
  readonly lengthMs: number
  /** Whether earlier runs of the job are left out. */
  readonly isLatestRunOnly: boolean
}

/** Nothing happens for so long only between two runs of a job. */
const betweenRunsMs = 60_000

/** Puts invocations into lanes in which they do not overlap. What is under way reaches up to `now`. */
export function layoutTimeline(all: readonly Span[], now: number): Timeline {
  const sent = all.toSorted((a, b) => a.sentAt - b.sentAt)
  const spans = latestRun(sent, now)
  const startAt = spans[0]?.sentAt ?? now
  const laneEnds: number[] = []
  const bars = spans.map((span): TimelineBar => {
    const fromMs = span.sentAt - startAt
    const toMs = Math.max(fromMs, endOf(span, now) - startAt)
    const free = laneEnds.findIndex((end) => end <= fromMs)
    const lane = free === -1 ? laneEnds.length : free
    laneEnds[lane] = toMs
    return { span, lane, fromMs, toMs, phases: phasesOf(span, startAt, toMs) }
  })
  const lengthMs = bars.reduce((longest, bar) => Math.max(longest, bar.toMs), 0)
  return { bars, lanes: laneEnds.length, lengthMs, isLatestRunOnly: spans.length < sent.length }
}

function latestRun(sent: readonly Span[], now: number): readonly Span[] {
  let busyUntil = Number.NEGATIVE_INFINITY
  let from = 0
  sent.forEach((span, position) => {
    if (span.sentAt - busyUntil > betweenRunsMs) from = position
    busyUntil = Math.max(busyUntil, endOf(span, now))
  })
  return sent.slice(from)
}

const endOf = ({ endedAt }: Span, now: number): number => (Number.isNaN(endedAt) ? now : endedAt)

/** The clocks of this machine and of the worker may differ by a little, which must not turn a phase around. */
function phasesOf({ isColdStart, sentAt, beganAt, lastItemAt, endedAt }: Span, startAt: number, end: number): Phase[] {
  const clamp = (at: number): number => Math.min(Math.max(at, sentAt) - startAt, end)
  const began = Number.isNaN(beganAt) ? end : clamp(beganAt)
  const ranUntil = Number.isNaN(endedAt) || Number.isNaN(lastItemAt) ? end : Math.max(began, clamp(lastItemAt))
  const phases: Phase[] = [
    { kind: isColdStart ? 'coldStart' : 'queued', fromMs: sentAt - startAt, toMs: began },
    { kind: 'running', fromMs: began, toMs: ranUntil },
    { kind: 'collecting', fromMs: ranUntil, toMs: end },
  ]
  return phases.filter(({ fromMs, toMs }) => toMs > fromMs)
}

/** Invocations that took far longer than most, the longest first; what holds a job up at its end. */
export function stragglers({ bars }: Timeline, most: number): readonly TimelineBar[] {
  const lengths = bars.map((bar) => bar.toMs - bar.fromMs).sort((a, b) => a - b)
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0
  return bars
    .filter((bar) => bar.toMs - bar.fromMs > 2 * median && bar.toMs - bar.fromMs > median + 100)
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, most)
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Distances between the times on an axis that people can add up. */
const tickSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 20, 30].map((steps) => steps * second),
  [1, 2, 5, 10, 20, 30].map((steps) => steps * minute),
  [1, 2, 5, 10, 24].map((steps) => steps * hour),
)

/** Round times from 0 on, at most `most` of them, as far as steps of a day allow. */
export function timeTicks(lengthMs: number, most: number): readonly number[] {
  const step = tickSteps.find((each) => lengthMs / each < most) ?? 24 * hour
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, at) => at * step)
}

/**
 * Ends the invocations whose runner has gone: nobody will ever tell how they ended, so they reach as far as is known.
 * `runningSince` is when the runner that is at work now began, null where none is.
 */
export function endLostSpans(spans: readonly Span[], runningSince: number | null): readonly Span[] {
  return spans.map((span) => {
    if (!Number.isNaN(span.endedAt) || (runningSince !== null && span.sentAt >= runningSince)) return span
    const known = [span.sentAt, span.beganAt, span.lastItemAt].filter((at) => !Number.isNaN(at))
    return { ...span, endedAt: Math.max(...known), isFaulted: true }
  })
}
