import type { Locator, Page } from 'playwright-core'
import { eventually } from './eventually.ts'
import { readLines } from './readLines.ts'

/** The active text editor. Only lines in sight exist. */
export class TextEditor {
  readonly #page: Page
  readonly #editor: Locator

  constructor(page: Page) {
    this.#page = page
    this.#editor = page.locator('.editor-group-container.active .editor-instance')
  }

  /** The lines in sight. */
  async lines(): Promise<readonly string[]> {
    return readLines(this.#editor.locator('.view-line'))
  }

  /** The titles of the CodeLenses in sight. */
  async codeLenses(): Promise<readonly string[]> {
    return readLines(this.#editor.locator('.codelens-decoration a'))
  }

  /** Clicks the first CodeLens with this title; `nth` counts from 0. */
  async clickCodeLens(title: string, nth: number = 0): Promise<void> {
    await this.#editor.locator('.codelens-decoration a', { hasText: title }).nth(nth).click()
  }

  /** The underlined errors in sight. */
  errors(): Locator {
    return this.#editor.locator('.squiggly-error')
  }

  /** The number in the status bar: where the cursor stands. */
  async cursor(): Promise<{ readonly line: number; readonly column: number }> {
    const text = await this.#page.locator('#status\\.editor\\.selection').textContent()
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text ?? '') ?? []
    if (line === undefined || column === undefined) throw new Error(`The status bar shows no position: ${text}`)
    return { line: Number(line), column: Number(column) }
  }

  /** Opens the quick fixes at the cursor and returns their titles; they stay open. An editor at work drops the key. */
  async quickFixes(): Promise<readonly string[]> {
    const rows = this.#page.locator('.action-widget .monaco-list-row.action')
    return await eventually(
      'the quick fixes',
      async () => {
        if (!(await rows.first().isVisible())) await this.#page.keyboard.press('Control+.')
        await rows.first().waitFor({ timeout: 2_000 })
        return await readLines(rows)
      },
      (titles) => titles.length > 0,
    )
  }

  /** Chooses one of the open quick fixes. */
  async runQuickFix(title: string): Promise<void> {
    await this.#page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click()
  }

  /** What the hover over the first occurrence of `text` says. */
  async hover(text: string): Promise<string> {
    await this.#editor.locator('.view-line span', { hasText: text }).last().hover()
    const hover = this.#page.locator('.monaco-hover:visible')
    await hover.first().waitFor()
    return (await hover.allTextContents()).join('\n').replaceAll('\u{a0}', ' ')
  }
}
