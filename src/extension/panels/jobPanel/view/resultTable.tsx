import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { outcomeTitles } from '../../../jobs/job.ts'
import { formatCount, formatItems } from '../../../quantities.ts'
import type { PanelError, PanelRow } from '../messages/messages.ts'
import { type Filter, noFilter } from './filter.ts'
import type { PageHost } from './pageHost.ts'
import { type LoadedRows, RowLoader } from './rowLoader.ts'
import { visibleRows } from './visibleRows.ts'
import { formatItemDuration } from './words.ts'

const rowHeight = 24
const refreshEveryMs = 1_000

/** The items with what came of them, filtered, in pages; only the rows in sight are drawn. */
export function ResultTable(properties: {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
  readonly errors: readonly PanelError[]
  /** Items that have an outcome; where it grows there is more to show. */
  readonly ended: number
  readonly host: PageHost
}): preact.JSX.Element {
  const { filter, onFilter, errors, ended, host } = properties
  const loaded = useRows(filter, ended, host)
  const text = filter.text.trim().toLowerCase()
  const rows = useMemo(
    () => (text === '' ? loaded.rows : loaded.rows.filter((row) => rowText(row).includes(text))),
    [loaded.rows, text],
  )
  const isNarrowed = filter.outcome !== null || filter.errorGroup !== null || filter.range !== null || text !== ''
  return (
    <section class="block" aria-labelledby="results-title">
      <header class="block-head">
        <h2 id="results-title">Results</h2>
        <p class="readout">{describeFilter(filter, errors)}</p>
        {isNarrowed && (
          <button type="button" class="link" onClick={() => onFilter(noFilter)}>
            Clear filters
          </button>
        )}
        <input
          type="search"
          class="search"
          aria-label="Filter the rows by text"
          placeholder="Filter rows"
          value={filter.text}
          onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
      </header>
      <Rows rows={rows} loaded={loaded} isFiltered={text !== ''} onMore={loaded.more} host={host} />
      <footer class="table-foot" aria-live="polite">
        <span>{footText(loaded, rows.length, text !== '')}</span>
        {loaded.hasMore && !loaded.isLoading && text !== '' && (
          <button type="button" class="link" onClick={loaded.more}>
            Search further
          </button>
        )}
      </footer>
    </section>
  )
}

function describeFilter({ outcome, errorGroup, range }: Filter, errors: readonly PanelError[]): string {
  const error = errors.find(({ id }) => id === errorGroup)
  return [
    ...(outcome === null ? [] : [outcomeTitles[outcome]]),
    ...(error === undefined ? [] : [`${error.name}: ${error.message}`]),
    ...(range === null ? [] : [`items ${formatCount(range.first)} – ${formatCount(range.last)}`]),
  ].join(' · ')
}

type Rows = LoadedRows & { readonly more: () => void }

function useRows({ outcome, errorGroup, range }: Filter, ended: number, host: PageHost): Rows {
  const [loaded, setLoaded] = useState<LoadedRows>({ rows: [], hasMore: true, isLoading: true, fault: null })
  const loader = useMemo(() => new RowLoader(host, setLoaded), [host])
  useEffect(() => void loader.show({ outcome, errorGroup, range, text: '' }), [loader, outcome, errorGroup, range])
  const refreshedAt = useRef(0)
  useEffect(() => {
    // However fast items end, the table is read once a second, and the last time after the last of them.
    const waitMs = Math.max(0, refreshedAt.current + refreshEveryMs - performance.now())
    const timer = setTimeout(() => {
      refreshedAt.current = performance.now()
      void loader.refresh()
    }, waitMs)
    return () => clearTimeout(timer)
  }, [loader, ended])
  return { ...loaded, more: () => void loader.more() }
}

const rowText = ({ index, outcome, excerpt }: PanelRow): string =>
  `${index} ${outcomeTitles[outcome]} ${excerpt}`.toLowerCase()

function footText({ rows, hasMore, isLoading, fault }: LoadedRows, shown: number, isFiltered: boolean): string {
  if (fault !== null) return fault
  if (isFiltered) return `${formatCount(shown)} of ${formatItems(rows.length)}${hasMore ? ' read so far' : ''} match.`
  if (isLoading && rows.length === 0) return 'Reading…'
  return hasMore ? `${formatItems(rows.length)} read; scroll for more.` : formatItems(rows.length)
}

function Rows(properties: {
  readonly rows: readonly PanelRow[]
  readonly loaded: LoadedRows
  readonly isFiltered: boolean
  readonly onMore: () => void
  readonly host: PageHost
}): preact.JSX.Element {
  const { rows, loaded, isFiltered, onMore, host } = properties
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 400 })
  const [active, setActive] = useState(0)
  const { first, end } = visibleRows(rows.length, rowHeight, view)
  useEffect(() => {
    if (!isFiltered && end >= rows.length) onMore()
  }, [end, rows.length, isFiltered])
  const open = (row: PanelRow | undefined): void => {
    if (row !== undefined) host.act({ kind: 'openItem', index: row.index })
  }
  const move = (to: number): void => {
    const target = Math.max(0, Math.min(rows.length - 1, to))
    setActive(target)
    const box = scroller.current
    if (box === null) return
    const top = target * rowHeight
    if (top < box.scrollTop) box.scrollTop = top
    else if (top + 2 * rowHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top + 2 * rowHeight - box.clientHeight
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const pageRows = Math.floor(view.height / rowHeight) - 2
    if (event.key === 'ArrowDown') move(active + 1)
    else if (event.key === 'ArrowUp') move(active - 1)
    else if (event.key === 'PageDown') move(active + pageRows)
    else if (event.key === 'PageUp') move(active - pageRows)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(rows.length - 1)
    else if (event.key === 'Enter') open(rows[active])
    else return
    event.preventDefault()
  }
  if (rows.length === 0) {
    return (
      <p class="empty">
        {loaded.isLoading ? 'Reading…' : isFiltered ? 'No row matches.' : 'No item has ended so yet.'}
      </p>
    )
  }
  return (
    <div
      ref={scroller}
      class="table"
      role="grid"
      aria-label="Results. Arrow keys move, Enter opens the item."
      aria-rowcount={loaded.hasMore ? -1 : rows.length + 1}
      aria-colcount={5}
      aria-activedescendant={`row-${active}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <div class="table-head" role="row" aria-rowindex={1}>
        {['Item', 'Outcome', 'Duration', 'Tries', 'Result'].map((title) => (
          <span key={title} role="columnheader" class={`cell cell-${title.toLowerCase()}`}>
            {title}
          </span>
        ))}
      </div>
      <div class="table-body" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, end).map((row, position) => (
          <Row
            key={row.index}
            row={row}
            position={first + position}
            isActive={first + position === active}
            onOpen={() => {
              setActive(first + position)
              open(row)
            }}
          />
        ))}
      </div>
    </div>
  )
}

function Row(properties: {
  readonly row: PanelRow
  readonly position: number
  readonly isActive: boolean
  readonly onOpen: () => void
}): preact.JSX.Element {
  const { row, position, isActive, onOpen } = properties
  return (
    <div
      id={`row-${position}`}
      class={isActive ? 'row active' : 'row'}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isActive}
      style={{ top: `${position * rowHeight}px` }}
      onClick={onOpen}
    >
      <span role="gridcell" class="cell cell-item">
        {formatCount(row.index)}
      </span>
      <span role="gridcell" class="cell cell-outcome">
        <span class={`swatch ink-${row.outcome}`} />
        {outcomeTitles[row.outcome]}
      </span>
      <span role="gridcell" class="cell cell-duration">
        {row.outcome === 'neverRan' ? '–' : formatItemDuration(row.ms)}
      </span>
      <span role="gridcell" class="cell cell-tries">
        {row.attempts}
      </span>
      <span role="gridcell" class="cell cell-result" title={row.excerpt}>
        {row.excerpt}
      </span>
    </div>
  )
}
