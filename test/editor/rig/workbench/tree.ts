import { setTimeout as delay } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { eventually } from './eventually.ts'
import { readLines } from './readLines.ts'

/** One row of a tree as it shows. */
export interface TreeRow {
  readonly label: string
  readonly description: string
  /** 1 for the outermost. */
  readonly level: number
  /** Undefined for a row that has nothing below it. */
  readonly expanded: boolean | undefined
}

/** A row that is gone by then is looked up anew. */
const quick = { timeout: 1_000 }

/** A menu drops a click that comes as it opens. */
const menuSettlesMs = 200

/** A tree in the sidebar or the panel: the rows below one element. Only rows in sight exist. */
export class Tree {
  readonly #page: Page
  readonly #rows: Locator

  constructor(page: Page, container: Locator) {
    this.#page = page
    this.#rows = container.locator('.monaco-list-row')
  }

  /** The rows in sight, from top to bottom. */
  async rows(): Promise<readonly TreeRow[]> {
    const rows = await this.#rows.evaluateAll((elements) =>
      elements.map((element) => ({
        top: element.getBoundingClientRect().top,
        label: element.querySelector('.label-name')?.textContent ?? element.textContent,
        description: element.querySelector('.label-description')?.textContent ?? '',
        level: Number(element.getAttribute('aria-level')),
        expanded: element.getAttribute('aria-expanded'),
      })),
    )
    return rows
      .toSorted((a, b) => a.top - b.top)
      .map(({ label, description, level, expanded }) => ({
        label,
        description,
        level,
        expanded: expanded === null ? undefined : expanded === 'true',
      }))
  }

  /** The first row that contains `text`; its own locators serve what is not offered here. */
  row(text: string): Locator {
    return this.#rows.filter({ hasText: text }).first()
  }

  /** Opens a row's children; does nothing when they are open. A row that moves is drawn anew at any time. */
  async expand(text: string): Promise<void> {
    const row = this.row(text)
    await row.waitFor()
    const isExpanded = async (): Promise<boolean> => (await row.getAttribute('aria-expanded', quick)) === 'true'
    await eventually(
      `the row ${text} to unfold`,
      async () => {
        if (await isExpanded()) return true
        await row.locator('.monaco-tl-twistie').click(quick)
        return await eventually('its children', isExpanded, (expanded) => expanded, 1_000)
      },
      (expanded) => expanded,
    )
  }

  /** Clicks a row, which runs its command. */
  async click(text: string): Promise<void> {
    await this.row(text).locator('.label-name').click()
  }

  /** The titles of a row's context menu; the menu is closed again. */
  async contextMenu(text: string): Promise<readonly string[]> {
    await this.row(text).click({ button: 'right' })
    const menu = this.#page.locator('.monaco-menu')
    await menu.waitFor()
    const titles = await readLines(menu.locator('.action-label:not(.separator)'))
    await this.#page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })
    return titles
  }

  /** Chooses `action` in a row's context menu. */
  async runContextAction(text: string, action: string): Promise<void> {
    await this.row(text).click({ button: 'right' })
    const item = this.#page.locator('.monaco-menu .action-item', { hasText: action }).first()
    await item.waitFor()
    await delay(menuSettlesMs)
    await item.click()
  }

  /** Clicks one of the buttons that a row shows under the pointer. */
  async runInlineAction(text: string, action: string): Promise<void> {
    const row = this.row(text)
    await row.hover()
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click()
  }
}
