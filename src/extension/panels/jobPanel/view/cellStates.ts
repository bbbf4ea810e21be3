import { runningState, severities } from './itemStates.ts'

/** How each cell of a grid is shown. */
export interface CellStates {
  /** The byte of its worst item's state. */
  readonly states: Uint8Array
  /** Which part of its items is in that state, up to 1. */
  readonly shares: Float32Array
}

/** A stretch of items that are under way unless they have an outcome. */
export interface RunningRange {
  readonly first: number
  readonly count: number
}

/** Puts the items of every cell into one: the worst state that is among them. */
export function cellStates(
  items: Uint8Array,
  { cells, itemsPerCell }: { readonly cells: number; readonly itemsPerCell: number },
  running: readonly RunningRange[],
): CellStates {
  const states = new Uint8Array(cells)
  const shares = new Float32Array(cells)
  const isRunning = markRunning(cells, itemsPerCell, running)
  for (let cell = 0; cell < cells; cell++) {
    const end = Math.min((cell + 1) * itemsPerCell, items.length)
    let worst = 0
    let count = 0
    for (let item = cell * itemsPerCell; item < end; item++) {
      const state = items[item] ?? 0
      if (state === worst) count++
      else if ((severities[state] ?? 0) > (severities[worst] ?? 0)) {
        worst = state
        count = 1
      }
    }
    const size = end - cell * itemsPerCell
    const isOpen = worst === 0 || (worst === 1 && count < size)
    states[cell] = isOpen && isRunning[cell] === 1 ? runningState : worst
    shares[cell] = size > 0 ? count / size : 1
  }
  return { states, shares }
}

function markRunning(cells: number, itemsPerCell: number, running: readonly RunningRange[]): Uint8Array {
  const marks = new Uint8Array(cells)
  for (const { first, count } of running) {
    marks.fill(1, Math.floor(first / itemsPerCell), Math.ceil((first + count) / itemsPerCell))
  }
  return marks
}
