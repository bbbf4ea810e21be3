import { outcomes, type Outcome } from '#protocol/outcome'

/** Which items the table shows; null and an empty text do not narrow it. */
export interface Filter {
  readonly outcome: Outcome | null
  /** An error group's id. */
  readonly errorGroup: number | null
  /** Both ends belong to it. */
  readonly range: { readonly first: number; readonly last: number } | null
  readonly text: string
}

export const noFilter: Filter = { outcome: null, errorGroup: null, range: null, text: '' }

/** What is kept of a page while it is out of sight and over a reload of the window. */
export interface KeptState {
  readonly jobId: string
  readonly filter: Filter
}

/** Reads what was kept, possibly by another version of the page. */
export function keptFilter(state: unknown): Filter {
  if (typeof state !== 'object' || state === null || !('filter' in state)) return noFilter
  const { filter } = state
  if (typeof filter !== 'object' || filter === null) return noFilter
  const text = 'text' in filter && typeof filter.text === 'string' ? filter.text : ''
  const outcome = 'outcome' in filter ? (outcomes.find((each) => each === filter.outcome) ?? null) : null
  const errorGroup = 'errorGroup' in filter && typeof filter.errorGroup === 'number' ? filter.errorGroup : null
  return { outcome, errorGroup, range: 'range' in filter ? keptRange(filter.range) : null, text }
}

function keptRange(range: unknown): Filter['range'] {
  if (typeof range !== 'object' || range === null || !('first' in range) || !('last' in range)) return null
  const { first, last } = range
  return typeof first === 'number' && typeof last === 'number' ? { first, last } : null
}
