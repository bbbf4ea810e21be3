import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { formatCount, formatDuration, formatItems } from '../../../quantities.ts'
import type { PanelInvocations } from '../messages/messages.ts'
import { Legend } from './legend.tsx'
import { paintOn } from './paintOn.ts'
import { laneHeightFor, paintTimeline } from './paintTimeline.ts'
import type { Colours } from './themeColours.ts'
import { stragglers, timeTicks, type Timeline, type TimelineBar } from './timelineLayout.ts'
import { useWidth } from './useWidth.ts'

const shownStragglers = 3

/** When invocations were sent, began, ran and ended, side by side; what holds the job up stands out to the right. */
export function TimelineChart(properties: {
  readonly timeline: Timeline
  readonly invocations: PanelInvocations | null
  readonly colours: Colours
  readonly onOpen: (invocation: number) => void
}): preact.JSX.Element {
  const { timeline, invocations, colours, onOpen } = properties
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(box)
  const [hovered, setHovered] = useState<TimelineBar | null>(null)
  const [cursor, setCursor] = useState(0)
  const [hasFocus, setHasFocus] = useState(false)
  const laneHeight = laneHeightFor(timeline.lanes)
  const height = Math.ceil(laneHeight * timeline.lanes)

  useLayoutEffect(() => {
    if (canvas.current === null || width === 0) return
    paintOn(canvas.current, { width, height }, (context) =>
      paintTimeline(context, timeline, { width, laneHeight }, colours),
    )
  }, [timeline, colours, width, height, laneHeight])

  const isEmpty = timeline.bars.length === 0
  const current = timeline.bars[Math.min(cursor, timeline.bars.length - 1)]
  const pointed = hovered ?? (hasFocus ? (current ?? null) : null)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') setCursor(Math.max(0, cursor - 1))
    else if (event.key === 'ArrowRight' || event.key === 'ArrowDown')
      setCursor(Math.min(timeline.bars.length - 1, cursor + 1))
    else if (event.key === 'Home') setCursor(0)
    else if (event.key === 'End') setCursor(timeline.bars.length - 1)
    else if ((event.key === 'Enter' || event.key === ' ') && current !== undefined) onOpen(current.span.id)
    else return
    event.preventDefault()
  }
  return (
    <section class="block" aria-labelledby="timeline-title">
      <header class="block-head">
        <h2 id="timeline-title">Invocations</h2>
        <p class="readout">{pointed === null ? '' : describeBar(pointed)}</p>
      </header>
      {isEmpty && <p class="empty chart-empty">{invocations === null ? 'Reading…' : 'Nothing was sent yet.'}</p>}
      <div
        ref={box}
        class="timeline"
        hidden={isEmpty}
        role="slider"
        tabIndex={0}
        aria-label="Invocations in the order in which they were sent. Arrow keys move, Enter opens the log."
        aria-valuemin={1}
        aria-valuemax={Math.max(1, timeline.bars.length)}
        aria-valuenow={Math.min(cursor + 1, Math.max(1, timeline.bars.length))}
        aria-valuetext={current === undefined ? 'None' : describeBar(current)}
        onKeyDown={onKeyDown}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
        onMouseMove={(event) => setHovered(barAt(timeline, event.offsetX / width, event.offsetY / laneHeight))}
        onMouseLeave={() => setHovered(null)}
        onClick={() => {
          if (hovered !== null) onOpen(hovered.span.id)
        }}
      >
        <canvas ref={canvas} aria-hidden="true" style={{ width: `${width}px`, height: `${height}px` }} />
        {pointed !== null && (
          <span
            class="timeline-cursor"
            style={{
              left: `${(pointed.fromMs / Math.max(1, timeline.lengthMs)) * 100}%`,
              width: `${((pointed.toMs - pointed.fromMs) / Math.max(1, timeline.lengthMs)) * 100}%`,
              top: `${pointed.lane * laneHeight}px`,
              height: `${Math.max(2, laneHeight)}px`,
            }}
          />
        )}
      </div>
      {!isEmpty && (
        <div class="axis" aria-hidden="true">
          {timeTicks(timeline.lengthMs, Math.max(2, width / 70)).map((ms) => (
            <span
              key={ms}
              class={ms === 0 ? 'tick tick-first' : ms / timeline.lengthMs > 0.96 ? 'tick tick-last' : 'tick'}
              style={{ left: `${(ms / Math.max(1, timeline.lengthMs)) * 100}%` }}
            >
              {formatTime(ms)}
            </span>
          ))}
        </div>
      )}
      {!isEmpty && <Legend entries={timeline.bars.some(({ span }) => span.isFaulted) ? [...legend, lost] : legend} />}
      {invocations !== null && <Captions timeline={timeline} invocations={invocations} onOpen={onOpen} />}
    </section>
  )
}

const legend = [
  { ink: 'queued', title: 'queued' },
  { ink: 'coldStart', title: 'cold start' },
  { ink: 'running', title: 'running' },
  { ink: 'collecting', title: 'collecting' },
]

const lost = { ink: 'threw', title: 'lost to a fault' }

function Captions({
  timeline,
  invocations,
  onOpen,
}: {
  readonly timeline: Timeline
  readonly invocations: PanelInvocations
  readonly onOpen: (invocation: number) => void
}): preact.JSX.Element {
  const late = stragglers(timeline, shownStragglers)
  const notes = [
    ...(invocations.stride > 1 ? [`1 in ${formatCount(invocations.stride)} is drawn, and the longest.`] : []),
    ...(timeline.isLatestRunOnly ? ['Only the latest run is drawn.'] : []),
  ]
  return (
    <>
      {notes.length > 0 && <p class="caption">{notes.join(' ')}</p>}
      {late.length > 0 && (
        <p class="caption">
          Stragglers:{' '}
          {late.map((bar) => (
            <button
              key={bar.span.id}
              class="link"
              type="button"
              title={describeBar(bar)}
              onClick={() => onOpen(bar.span.id)}
            >
              #{formatCount(bar.span.id)} took {formatDuration(bar.toMs - bar.fromMs)}
            </button>
          ))}
        </p>
      )}
    </>
  )
}

function barAt({ bars, lengthMs }: Timeline, across: number, down: number): TimelineBar | null {
  const ms = across * lengthMs
  const slackMs = lengthMs / 200
  const near = bars.filter(
    (bar) => bar.lane === Math.floor(down) && bar.fromMs - slackMs <= ms && ms <= bar.toMs + slackMs,
  )
  return near.find((bar) => bar.fromMs <= ms && ms <= bar.toMs) ?? near[0] ?? null
}

const phaseTitles = { queued: 'queued', coldStart: 'cold start', running: 'ran', collecting: 'collecting' } as const

function describeBar({ span, phases }: TimelineBar): string {
  const parts = phases.map(({ kind, fromMs, toMs }) => `${phaseTitles[kind]} ${formatDuration(toMs - fromMs)}`)
  const fault = span.isFaulted ? ', lost to a fault' : ''
  return `#${formatCount(span.id)}, ${formatItems(span.items)}${fault}: ${parts.join(', ')}`
}

const formatTime = (ms: number): string =>
  ms === 0 ? '0' : ms < 1_000 ? `${ms} ms` : formatDuration(ms).replace('.0 ', ' ')
