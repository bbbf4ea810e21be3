import { describe, expect, test } from 'vitest'
import { cellAt, itemsOfCell, layoutGrid } from './gridLayout.ts'

describe('a grid', () => {
  test.each([0, 1, 10, 3_376, 100_000, 1_000_000])('of %i items has a place for each and fits its box', (total) => {
    for (const width of [280, 600, 1_400]) {
      const grid = layoutGrid(total, width, 160)
      expect(grid.cells * grid.itemsPerCell).toBeGreaterThanOrEqual(total)
      expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(grid.cells)
      expect(grid.columns * grid.pitch).toBeLessThanOrEqual(width)
      expect(grid.rows * grid.pitch).toBeLessThanOrEqual(160)
    }
  })

  test('has a cell an item as long as there is room', () => {
    expect(layoutGrid(3_376, 900, 160)).toMatchObject({ itemsPerCell: 1, pitch: 6 })
    expect(layoutGrid(1_000_000, 900, 160)).toMatchObject({ itemsPerCell: 200, cells: 5_000 })
  })

  test('finds cells and their items', () => {
    const grid = layoutGrid(1_001, 100, 30)
    expect(grid).toMatchObject({ itemsPerCell: 10, cells: 101, columns: 20, pitch: 5 })
    expect(cellAt(grid, 0, 0)).toBe(0)
    expect(cellAt(grid, 99, 29)).toBe(null)
    expect(cellAt(grid, 4, 26)).toBe(100)
    expect(cellAt(grid, 120, 3)).toBe(null)
    expect(cellAt(grid, -1, 3)).toBe(null)
    expect(itemsOfCell(grid, 0)).toEqual({ first: 0, last: 9 })
    expect(itemsOfCell(grid, 100)).toEqual({ first: 1_000, last: 1_000 })
  })
})
