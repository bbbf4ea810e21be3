import type { Outcome } from '#protocol/outcome'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { outcomeTitles } from '../../../jobs/job.ts'
import { formatCount } from '../../../quantities.ts'
import type { Span } from '../messages/span.ts'
import { cellStates } from './cellStates.ts'
import { cellAt, layoutGrid, itemsOfCell } from './gridLayout.ts'
import { type ItemState, itemStateOf, itemStates } from './itemStates.ts'
import { Legend } from './legend.tsx'
import { paintGrid } from './paintGrid.ts'
import { paintOn } from './paintOn.ts'
import type { Colours } from './themeColours.ts'
import { useWidth } from './useWidth.ts'

const maxHeight = 160

/** Every item's state at a glance: a cell an item, or of very many a cell for a round number of them. */
export function ItemGrid(properties: {
  readonly items: Uint8Array
  readonly itemsVersion: number
  /** Invocations under way. */
  readonly running: readonly Span[]
  readonly colours: Colours
  /** The outcome that stands out. */
  readonly highlighted: Outcome | null
  /** What stands beside the title. */
  readonly children: preact.ComponentChildren
  readonly onOpenItem: (index: number) => void
  readonly onRange: (range: { readonly first: number; readonly last: number }) => void
}): preact.JSX.Element {
  const { items, itemsVersion, running, colours, highlighted, children, onOpenItem, onRange } = properties
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(box)
  const [hovered, setHovered] = useState<number | null>(null)
  const [cursor, setCursor] = useState(0)
  const [hasFocus, setHasFocus] = useState(false)

  const grid = useMemo(() => layoutGrid(items.length, Math.max(width, 1), maxHeight), [items.length, width])
  const cells = useMemo(
    () =>
      cellStates(
        items,
        grid,
        running.map(({ firstItem, items: count }) => ({ first: firstItem, count })),
      ),
    [items, itemsVersion, grid, running],
  )
  useLayoutEffect(() => {
    if (canvas.current === null || width === 0) return
    const size = { width: grid.columns * grid.pitch, height: grid.rows * grid.pitch }
    paintOn(canvas.current, size, (context) => paintGrid(context, grid, cells, colours, highlighted))
  }, [grid, cells, colours, highlighted, width])

  const pointed = hovered ?? (hasFocus ? Math.min(cursor, grid.cells - 1) : null)
  const open = (cell: number): void => {
    const range = itemsOfCell(grid, cell)
    if (range.first !== range.last) return onRange(range)
    if ((items[range.first] ?? 0) !== 0) onOpenItem(range.first)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, grid.columns, grid.cells)
    if (step !== null) setCursor(Math.max(0, Math.min(grid.cells - 1, cursor + step)))
    else if (event.key === 'Enter' || event.key === ' ') open(cursor)
    else return
    event.preventDefault()
  }
  const text = pointed === null ? null : describeCell(items, itemsOfCell(grid, pointed), cells.states[pointed] ?? 0)
  return (
    <section class="block" aria-labelledby="items-title">
      <header class="block-head">
        <h2 id="items-title">Items</h2>
        {children}
      </header>
      <div
        ref={box}
        class="grid-box"
        role="slider"
        tabIndex={0}
        aria-label="Items by state. Arrow keys move, Enter opens."
        aria-valuemin={0}
        aria-valuemax={Math.max(0, grid.cells - 1)}
        aria-valuenow={cursor}
        aria-valuetext={describeCell(items, itemsOfCell(grid, cursor), cells.states[cursor] ?? 0)}
        onKeyDown={onKeyDown}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
        onMouseMove={(event) => setHovered(cellAt(grid, event.offsetX, event.offsetY))}
        onMouseLeave={() => setHovered(null)}
        onClick={() => {
          if (hovered !== null) open(hovered)
        }}
      >
        <canvas
          ref={canvas}
          class="grid"
          aria-hidden="true"
          style={{ width: `${grid.columns * grid.pitch}px`, height: `${grid.rows * grid.pitch}px` }}
        />
        {pointed !== null && (
          <span
            class="grid-cursor"
            style={{
              left: `${(pointed % grid.columns) * grid.pitch - 2}px`,
              top: `${Math.floor(pointed / grid.columns) * grid.pitch - 2}px`,
              width: `${grid.pitch - grid.gap}px`,
              height: `${grid.pitch - grid.gap}px`,
            }}
          />
        )}
      </div>
      <div class="grid-foot">
        <span>
          {text ??
            (grid.itemsPerCell === 1
              ? 'Each square is an item'
              : `${formatCount(grid.itemsPerCell)} items a square, in the colour of the worst`)}
        </span>
        <Legend entries={legendOf(cells.states)} />
      </div>
    </section>
  )
}

function stepOf(key: string, columns: number, cells: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return -1
    case 'ArrowRight':
      return 1
    case 'ArrowUp':
      return -columns
    case 'ArrowDown':
      return columns
    case 'Home':
      return -cells
    case 'End':
      return cells
    default:
      return null
  }
}

const stateTitles: Readonly<Record<ItemState, string>> = { ...outcomeTitles, pending: 'waiting', running: 'under way' }

/** The chips explain the outcomes; what has none yet is explained here. */
const legendOf = (states: Uint8Array): readonly { readonly ink: ItemState; readonly title: string }[] =>
  openStates
    .filter((state) => states.includes(itemStates.indexOf(state)))
    .map((state) => ({ ink: state, title: stateTitles[state] }))

const openStates: readonly ItemState[] = ['running', 'pending']

function describeCell(
  items: Uint8Array,
  { first, last }: { readonly first: number; readonly last: number },
  shown: number,
): string {
  if (last < first) return 'No items'
  if (first === last) return `Item ${formatCount(first)}: ${stateTitles[itemStateOf(shown)]}`
  const counts = new Map<ItemState, number>()
  for (const byte of items.subarray(first, last + 1)) {
    const state = itemStateOf(byte)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  const parts = [...counts].map(([state, count]) => `${formatCount(count)} ${stateTitles[state]}`)
  return `Items ${formatCount(first)} – ${formatCount(last)}: ${parts.join(', ')}`
}
