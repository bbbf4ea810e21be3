import { binStartMs, durationBins, perDecade } from '../messages/durationScale.ts'
import type { DurationCounts } from '../messages/messages.ts'

/** One bar of the histogram; both durations in milliseconds. */
export interface DurationBar {
  readonly fromMs: number
  readonly toMs: number
  readonly succeeded: number
  readonly failed: number
}

/** A histogram over the range of durations that there are. */
export interface DurationBars {
  readonly bars: readonly DurationBar[]
  readonly highest: number
  /** Powers of ten within the range and where they lie, from 0 at its left to 1. */
  readonly ticks: readonly { readonly ms: number; readonly at: number }[]
  readonly count: number
  readonly medianMs: number
  readonly p95Ms: number
  readonly longestMs: number
}

const mostBars = 48

/** Cuts the range of durations into bars of equal width on the logarithmic scale; null where nothing ran yet. */
export function durationBars({ succeeded, failed }: DurationCounts): DurationBars | null {
  const count = sum(succeeded) + sum(failed)
  if (count === 0) return null
  const counts = Array.from({ length: durationBins }, (_, bin) => (succeeded[bin] ?? 0) + (failed[bin] ?? 0))
  const lowest = counts.findIndex((each) => each > 0)
  const highest = counts.findLastIndex((each) => each > 0)
  const binsPerBar = [1, 2, 4, 5, 10, 20].find((bins) => (highest - lowest + 1) / bins <= mostBars) ?? perDecade
  // Few durations would make one lonely bar: at least a decade is shown.
  const spare = Math.max(0, perDecade / 2 - (highest - lowest))
  const from = Math.max(0, floorTo(lowest - Math.ceil(spare / 2), binsPerBar))
  const end = Math.min(durationBins, floorTo(highest + Math.floor(spare / 2), binsPerBar) + binsPerBar)
  const bars = Array.from({ length: Math.ceil((end - from) / binsPerBar) }, (_, position) => {
    const first = from + position * binsPerBar
    return {
      fromMs: binStartMs(first),
      toMs: binStartMs(first + binsPerBar),
      succeeded: sum(succeeded.subarray(first, first + binsPerBar)),
      failed: sum(failed.subarray(first, first + binsPerBar)),
    }
  })
  return {
    bars,
    highest: Math.max(...bars.map((bar) => bar.succeeded + bar.failed)),
    ticks: decadeTicks(from, end),
    count,
    medianMs: quantile(counts, count * 0.5),
    p95Ms: quantile(counts, count * 0.95),
    longestMs: binStartMs(highest + 0.5),
  }
}

/** Powers of ten, and between them halves of it where there is but one or none. */
function decadeTicks(from: number, end: number): DurationBars['ticks'] {
  const at = (ms: number): number => ((Math.log10(ms) + 3) * perDecade - from) / (end - from)
  const decades = Array.from({ length: durationBins / perDecade + 1 }, (_, decade) => 10 ** (decade - 3))
  const within = (steps: readonly number[]): DurationBars['ticks'] =>
    steps.map((ms) => ({ ms, at: at(ms) })).filter((tick) => tick.at >= -0.001 && tick.at <= 1.001)
  const ticks = within(decades)
  return ticks.length > 2 ? ticks : within(decades.flatMap((ms) => [ms, 2 * ms, 5 * ms]))
}

/** The middle of the bin in which the n-th shortest lies. */
function quantile(counts: readonly number[], nth: number): number {
  let passed = 0
  const bin = counts.findIndex((each) => {
    passed += each
    return passed >= nth
  })
  return binStartMs(bin + 0.5)
}

const sum = (counts: Uint32Array): number => counts.reduce((total, each) => total + each, 0)
const floorTo = (value: number, step: number): number => Math.floor(value / step) * step
