import type { Locator, Page } from 'playwright-core'
import { eventually } from './eventually.ts'
import { readLines } from './readLines.ts'

/** The box at the top: quick picks, input boxes, the simple file dialog and the command palette. */
export class QuickPick {
  readonly #page: Page
  readonly #widget: Locator
  readonly #box: Locator

  constructor(page: Page) {
    this.#page = page
    this.#widget = page.locator('.quick-input-widget')
    this.#box = this.#widget.locator('.quick-input-box input')
  }

  /** Waits until it shows. */
  async shown(): Promise<void> {
    await this.#widget.waitFor({ state: 'visible' })
  }

  /** Waits until it is gone. */
  async hidden(): Promise<void> {
    await this.#widget.waitFor({ state: 'hidden' })
  }

  /** Replaces what stands in the box. */
  async type(text: string): Promise<void> {
    await this.shown()
    await this.#box.fill(text)
  }

  /** The rows in sight: label, description and detail run together. */
  async rows(): Promise<readonly string[]> {
    await this.shown()
    return readLines(this.#widget.locator('.quick-input-list .monaco-list-row .quick-input-list-rows'))
  }

  /** Waits until the line below an input box (its prompt or its objection) contains `text`. */
  async says(text: string): Promise<void> {
    await this.#widget.locator('.quick-input-message', { hasText: text }).waitFor()
  }

  /** Takes the row that contains `text`; without it, what is in the box. */
  async accept(text?: string): Promise<void> {
    await this.shown()
    if (text === undefined) {
      await this.#box.press('Enter')
      return
    }
    await this.#widget.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click()
  }

  /** Closes it without a choice. */
  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape')
    await this.hidden()
  }

  /**
   * Picks a path in the simple file dialog, which rewrites its box while it looks at folders: type, look whether it
   * is still there, take it, until the dialog is closed.
   */
  async acceptPath(path: string): Promise<void> {
    await eventually(
      `the file dialog to take ${path}`,
      async () => {
        if (await this.#widget.isHidden()) return true
        await this.#box.fill(path)
        if ((await this.#box.inputValue()) !== path) return false
        await this.#box.press('Enter')
        await this.#widget.waitFor({ state: 'hidden', timeout: 500 })
        return true
      },
      (closed) => closed,
    )
  }
}
