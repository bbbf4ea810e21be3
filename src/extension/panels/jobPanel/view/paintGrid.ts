import type { CellStates } from './cellStates.ts'
import type { GridLayout } from './gridLayout.ts'
import { type ItemState, itemStateOf } from './itemStates.ts'
import type { Colours } from './themeColours.ts'

/** How much of its colour a cell gets, by how many of its items are in that state. */
const strengths = [0.35, 0.5, 0.65, 0.8, 1] as const
const dimmed = 0.3

/** Paints the cells, colour by colour, as changing it costs more than painting. */
export function paintGrid(
  context: CanvasRenderingContext2D,
  { columns, pitch, gap }: GridLayout,
  { states, shares }: CellStates,
  colours: Colours,
  /** The only state that is not dimmed; null where none is. */
  highlighted: ItemState | null,
): void {
  const byInk = new Map<number, number[]>()
  states.forEach((state, cell) => {
    // By the root, as a few among very many are what is looked for.
    const ink = state * strengths.length + Math.round(Math.sqrt(shares[cell] ?? 1) * (strengths.length - 1))
    const cells = byInk.get(ink)
    if (cells === undefined) byInk.set(ink, [cell])
    else cells.push(cell)
  })
  const side = pitch - gap
  const paint = (cells: readonly number[], colour: string, light: number): void => {
    context.fillStyle = colour
    context.globalAlpha = light
    for (const cell of cells) {
      context.fillRect((cell % columns) * pitch, Math.floor(cell / columns) * pitch, side, side)
    }
  }
  for (const [ink, cells] of byInk) {
    const state = itemStateOf(Math.floor(ink / strengths.length))
    const strength = strengths[ink % strengths.length] ?? 1
    const light = highlighted === null || highlighted === state ? 1 : dimmed
    if (strength < 1 && isFailure(state)) paint(cells, colours.succeeded, light)
    paint(cells, colours[state], light * strength)
  }
}

const isFailure = (state: ItemState): boolean => state !== 'pending' && state !== 'running' && state !== 'succeeded'
