import type { HostMessage, PanelCharts, PanelJob } from '../messages/messages.ts'

/** All that the page shows but for what its user chose. */
export interface PageState {
  /** Undefined until the host has spoken, null where there is no such job. */
  readonly job: PanelJob | null | undefined
  /** A byte an item, see `itemStates`. It changes in place; `itemsVersion` tells when. */
  readonly items: Uint8Array
  readonly itemsVersion: number
  readonly charts: PanelCharts | null
  readonly fault: string | null
}

/** No more often than people can see. */
const drawEveryMs = 100

/** Takes what the host sends and has the page drawn, ten times a second at most, or at once for what its user did. */
export class PageStore {
  readonly #draw: (state: PageState) => void
  #state: PageState = { job: undefined, items: new Uint8Array(0), itemsVersion: 0, charts: null, fault: null }
  #drawnAt = Number.NEGATIVE_INFINITY
  #timer: number | null = null

  constructor(draw: (state: PageState) => void) {
    this.#draw = draw
  }

  /** Answers a message of the host. */
  take(message: HostMessage): null {
    this.#state = apply(this.#state, message)
    this.#timer ??= setTimeout(() => this.redraw(), Math.max(0, this.#drawnAt + drawEveryMs - performance.now()))
    return null
  }

  /** Draws the page as it is now. */
  redraw(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#drawnAt = performance.now()
    this.#draw(this.#state)
  }
}

function apply(state: PageState, message: HostMessage): PageState {
  switch (message.kind) {
    case 'job':
      return { ...state, job: message.job, fault: null }
    case 'items': {
      const items = state.items.length === message.total ? state.items : new Uint8Array(message.total)
      for (const { first, states } of message.ranges) items.set(states, first)
      return { ...state, items, itemsVersion: state.itemsVersion + 1 }
    }
    case 'charts':
      return { ...state, charts: message.charts }
    case 'fault':
      return { ...state, fault: message.message }
  }
}
