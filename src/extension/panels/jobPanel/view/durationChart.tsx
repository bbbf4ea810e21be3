import { useMemo, useState } from 'preact/hooks'
import { formatCount } from '../../../quantities.ts'
import type { DurationCounts } from '../messages/messages.ts'
import { type DurationBar, durationBars } from './durationBars.ts'
import { formatItemDuration } from './words.ts'

/** How long items took, on a logarithmic scale. */
export function DurationChart({ durations }: { readonly durations: DurationCounts | null }): preact.JSX.Element {
  const bars = useMemo(() => (durations === null ? null : durationBars(durations)), [durations])
  const [hovered, setHovered] = useState<DurationBar | null>(null)
  const summary =
    bars === null
      ? durations === null
        ? 'Reading…'
        : 'No item has run yet.'
      : `Median ${formatItemDuration(bars.medianMs)}, 95 % within ${formatItemDuration(bars.p95Ms)}, longest ${formatItemDuration(bars.longestMs)}`
  return (
    <section class="block" aria-labelledby="durations-title">
      <header class="block-head">
        <h2 id="durations-title">Durations</h2>
        <p class="readout">{hovered === null ? '' : describeBar(hovered)}</p>
      </header>
      {bars === null ? (
        <p class="empty chart-empty">{summary}</p>
      ) : (
        <div
          class="bars"
          role="img"
          aria-label={`Durations of items. ${summary}.`}
          onMouseLeave={() => setHovered(null)}
        >
          <div class="bars-plot">
            {bars.bars.map((bar) => (
              <div key={bar.fromMs} class="bar" onMouseEnter={() => setHovered(bar)}>
                <span class="bar-part ink-threw" style={{ height: share(bar.failed, bars.highest) }} />
                <span class="bar-part ink-succeeded" style={{ height: share(bar.succeeded, bars.highest) }} />
              </div>
            ))}
          </div>
          <div class="axis">
            {bars.ticks.map(({ ms, at }) => (
              <span key={ms} class={tickClass(at)} style={{ left: `${at * 100}%` }}>
                {formatTick(ms)}
              </span>
            ))}
          </div>
        </div>
      )}
      <p class="caption">{bars === null ? '' : summary}</p>
    </section>
  )
}

/** One item among a million is still to be seen. */
const share = (count: number, highest: number): string =>
  count === 0 ? '0' : `max(1px, ${((count / highest) * 100).toFixed(2)}%)`

const tickClass = (at: number): string => (at < 0.04 ? 'tick tick-first' : at > 0.96 ? 'tick tick-last' : 'tick')

const formatTick = (ms: number): string =>
  ms >= 60_000
    ? `${Number((ms / 60_000).toFixed(1))} min`
    : ms >= 1_000
      ? `${ms / 1_000} s`
      : ms >= 1
        ? `${Number(ms.toPrecision(1))} ms`
        : `${Number((ms * 1_000).toPrecision(1))} µs`

function describeBar({ fromMs, toMs, succeeded, failed }: DurationBar): string {
  const failures = failed === 0 ? '' : `, ${formatCount(failed)} failed`
  return `${formatItemDuration(fromMs)} – ${formatItemDuration(toMs)}: ${formatCount(succeeded + failed)} items${failures}`
}
