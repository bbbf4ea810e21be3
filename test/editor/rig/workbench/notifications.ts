import type { Locator, Page } from 'playwright-core'
import { eventually } from './eventually.ts'

/** Toasts and, as these get lost when many come at once, the centre behind the bell. */
export class Notifications {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** The shown notifications. */
  items(): Locator {
    return this.#page.locator(':is(.notifications-toasts,.notifications-center) .notification-list-item:visible')
  }

  /** Waits for a notification that contains `text`, opens the centre if need be, and returns its whole text. */
  async waitFor(text: string): Promise<string> {
    const item = this.items().filter({ hasText: text }).first()
    return eventually(
      `the notification "${text}"`,
      async () => {
        if (!(await item.isVisible())) await this.#openCentre()
        return (await item.textContent({ timeout: 500 })) ?? ''
      },
      (found) => found !== '',
    )
  }

  /** Presses a button of the notification that contains `text`. */
  async press(text: string, button: string): Promise<void> {
    await this.waitFor(text)
    await this.items().filter({ hasText: text }).first().locator('.monaco-button', { hasText: button }).click()
  }

  /** Dismisses all of them. */
  async clear(): Promise<void> {
    await this.#openCentre()
    const clear = this.#page.locator('.notifications-center .codicon-notifications-clear-all')
    if (await clear.isVisible()) await clear.click()
    else await this.#page.locator('.notifications-center .codicon-notifications-hide').click()
  }

  async #openCentre(): Promise<void> {
    if (await this.#page.locator('.notifications-center.visible').isVisible()) return
    await this.#page.locator('#status\\.notifications').click()
  }
}
