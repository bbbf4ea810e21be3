/** How a grid of cells stands in a box; lengths in CSS pixels. */
export interface GridLayout {
  readonly total: number
  /** Items that one cell stands for. */
  readonly itemsPerCell: number
  readonly cells: number
  readonly columns: number
  readonly rows: number
  /** From one cell to the next, the gap included. */
  readonly pitch: number
  readonly gap: number
}

const largestPitch = 16
const smallestPitch = 5

/** Lays out cells as large as they can be; where a cell an item is too many, a cell stands for 2, 5, 10, 20 … items. */
export function layoutGrid(total: number, width: number, maxHeight: number): GridLayout {
  for (let step = 0; ; step++) {
    const itemsPerCell = roundNumber(step)
    const cells = Math.ceil(total / itemsPerCell)
    for (let pitch = largestPitch; pitch >= smallestPitch; pitch--) {
      const columns = Math.max(1, Math.floor(width / pitch))
      const rows = Math.ceil(cells / columns)
      if (rows * pitch > maxHeight && total > 0 && itemsPerCell < total) continue
      return { total, itemsPerCell, cells, columns, rows, pitch, gap: pitch >= 10 ? 2 : 1 }
    }
  }
}

/** 1, 2, 5, 10, 20, 50 … */
const roundNumber = (step: number): number => ([1, 2, 5][step % 3] ?? 1) * 10 ** Math.floor(step / 3)

/** The cell at a point, null beside all of them. */
export function cellAt({ columns, cells, pitch }: GridLayout, x: number, y: number): number | null {
  const column = Math.floor(x / pitch)
  const cell = Math.floor(y / pitch) * columns + column
  return column >= 0 && column < columns && cell >= 0 && cell < cells ? cell : null
}

/** The items of a cell; both ends belong to it. */
export function itemsOfCell({ itemsPerCell, total }: GridLayout, cell: number): { first: number; last: number } {
  return { first: cell * itemsPerCell, last: Math.min(total, (cell + 1) * itemsPerCell) - 1 }
}
