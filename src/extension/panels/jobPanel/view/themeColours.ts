import type { ItemState } from './itemStates.ts'

/** Names of the colours that canvases paint with; jobPanel.css has a class `ink-…` for each. */
type ColourName = ItemState | 'queued' | 'coldStart' | 'collecting'

/** A CSS colour for each name, of the theme as it is now. */
export type Colours = Readonly<Record<ColourName, string>>

/** The theme's colours, read again whenever VS Code changes them. */
export class ThemeColours {
  readonly #body: HTMLElement
  #colours: Colours

  constructor(body: HTMLElement) {
    this.#body = body
    this.#colours = readColours(body)
  }

  get colours(): Colours {
    return this.#colours
  }

  /** VS Code changes a theme by the body's class and the root's style. */
  onChange(listener: () => void): void {
    const observer = new MutationObserver(() => {
      this.#colours = readColours(this.#body)
      listener()
    })
    observer.observe(this.#body, { attributes: true, attributeFilter: ['class'] })
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] })
  }
}

function readColours(body: HTMLElement): Colours {
  const probe = document.createElement('span')
  probe.hidden = true
  body.append(probe)
  const read = (name: string): string => {
    probe.className = `ink-${name}`
    return getComputedStyle(probe).color
  }
  const colours = {
    pending: read('pending'),
    running: read('running'),
    succeeded: read('succeeded'),
    threw: read('threw'),
    timedOut: read('timedOut'),
    crashed: read('crashed'),
    unserializable: read('unserializable'),
    neverRan: read('neverRan'),
    cancelled: read('cancelled'),
    queued: read('queued'),
    coldStart: read('coldStart'),
    collecting: read('collecting'),
  } satisfies Colours
  probe.remove()
  return colours
}
