import type { Colours } from './themeColours.ts'
import type { Timeline } from './timelineLayout.ts'

/** Where a timeline is drawn; lengths in CSS pixels. */
export interface TimelineBox {
  readonly width: number
  readonly laneHeight: number
}

/** Heights that few lanes are stretched to and that very many are pressed into. */
const tallestLane = 20
const plotHeight = 128

/** The height of a lane; with very many lanes it is less than a pixel, and they blend. */
export const laneHeightFor = (lanes: number): number => Math.min(tallestLane, plotHeight / Math.max(1, lanes))

/** Paints every invocation's phases; a phase too short to see is a hair's breadth. */
export function paintTimeline(
  context: CanvasRenderingContext2D,
  { bars, lengthMs }: Timeline,
  { width, laneHeight }: TimelineBox,
  colours: Colours,
): void {
  const x = (ms: number): number => (ms / Math.max(1, lengthMs)) * width
  const gap = laneHeight >= 4 ? 1 : 0
  for (const kind of ['queued', 'coldStart', 'running', 'collecting'] as const) {
    context.fillStyle = colours[kind]
    for (const { lane, phases } of bars) {
      for (const phase of phases) {
        if (phase.kind !== kind) continue
        const breadth = Math.max(0.5, x(phase.toMs) - x(phase.fromMs) - (laneHeight >= 4 ? 0.5 : 0))
        context.fillRect(x(phase.fromMs), lane * laneHeight, breadth, laneHeight - gap)
      }
    }
  }
  context.fillStyle = colours.threw
  for (const { lane, span, toMs } of bars) {
    if (span.isFaulted) context.fillRect(Math.max(0, x(toMs) - 2), lane * laneHeight, 2, laneHeight - gap)
  }
}
