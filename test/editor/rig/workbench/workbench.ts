import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FrameLocator, Locator, Page } from 'playwright-core'
import { rigPaths } from '../rigPaths.ts'
import { eventually } from './eventually.ts'
import { Notifications } from './notifications.ts'
import { QuickPick } from './quickPick.ts'
import { readLines } from './readLines.ts'
import { TextEditor } from './textEditor.ts'
import { Tree } from './tree.ts'

const themes = {
  light: { name: 'Light 2026', marker: 'vs' },
  dark: { name: 'Dark 2026', marker: 'vs-dark' },
  highContrast: { name: 'Default High Contrast', marker: 'hc-black' },
  highContrastLight: { name: 'Default High Contrast Light', marker: 'hc-light' },
} as const

/** The looks that a test can ask for. */
export type Theme = keyof typeof themes

/** A part of the window, in pixels from its upper left. */
export interface Clip {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A window of VS Code in a browser, driven as a user would. Waits for what it needs; rejects when it does not come. */
export class Workbench {
  readonly page: Page
  readonly quickPick: QuickPick
  readonly editor: TextEditor
  readonly notifications: Notifications
  readonly #url: string
  #folder: string | undefined

  /** `url` is the server's. */
  constructor(page: Page, url: string) {
    this.page = page
    this.#url = url
    this.quickPick = new QuickPick(page)
    this.editor = new TextEditor(page)
    this.notifications = new Notifications(page)
  }

  /** Opens a folder of this machine, or no folder, and waits until the window is ready. */
  async open(folder?: string): Promise<void> {
    this.#folder = folder
    const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder })
    await this.page.goto(`${this.#url}?${query}`)
    await this.ready()
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.ready()
  }

  /** Waits until the window has started; extensions may still be starting. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => performance.getEntriesByName('code/didStartWorkbench').length > 0)
  }

  /**
   * Runs a command from the palette by its whole title ("Wren: Map Function Over Inputs") and its id. The palette
   * lists commands once, as it opens, so it is opened anew until an extension that starts late has brought its own.
   */
  async runCommand(title: string, id: string): Promise<void> {
    const entry = this.page.locator(`.quick-input-list-entry[data-quick-input-id="${id}"]`)
    await eventually(
      `the command ${title}`,
      async () => {
        await this.page.keyboard.press('F1')
        await this.quickPick.type(`>${title}`)
        try {
          await entry.click({ timeout: 1_000 })
          return true
        } catch (error) {
          await this.quickPick.cancel()
          throw error
        }
      },
      (ran) => ran,
    )
  }

  /** Opens a file of the workspace by a path that its name ends with. */
  async openFile(path: string): Promise<void> {
    await eventually(
      `the file ${path}`,
      async () => {
        await this.page.keyboard.press('Control+p')
        await this.quickPick.type(path)
        try {
          await this.page
            .locator('.quick-input-list .monaco-list-row', { hasText: basename(path) })
            .first()
            .click({ timeout: 1_000 })
          return true
        } catch (error) {
          await this.quickPick.cancel()
          throw error
        }
      },
      (opened) => opened,
    )
    await this.page.locator(`.tab.active[data-resource-name="${basename(path)}"]`).waitFor()
  }

  /** The titles of the open tabs. */
  async tabs(): Promise<readonly string[]> {
    return this.page
      .locator('.tabs-container .tab')
      .evaluateAll((tabs) =>
        tabs.map((tab) =>
          [...tab.querySelectorAll('.label-name, .label-suffix')].map((part) => part.textContent).join(''),
        ),
      )
  }

  /** Shows a container of the activity bar. */
  async openContainer(title: string): Promise<void> {
    const button = this.page.locator(`.part.activitybar .action-item:has(a[aria-label^="${title}"])`)
    await button.waitFor()
    if ((await button.getAttribute('class'))?.includes('checked') !== true) await button.locator('a').first().click()
    await this.page.locator('.part.sidebar .composite.title', { hasText: new RegExp(title, 'i') }).waitFor()
  }

  /** Gives the sidebar another width, in pixels. */
  async widenSidebar(width: number): Promise<void> {
    const { x, y, width: before, height } = await this.#boxOf(this.page.locator('.part.sidebar'))
    await this.#drag({ x: x + before, y: y + height / 2 }, { x: x + width, y: y + height / 2 })
  }

  /** Moves the upper edge of a view of the open container, in pixels; down where positive. */
  async moveView(title: string, by: number): Promise<void> {
    const { x, y, width } = await this.#boxOf(this.view(title))
    await this.#drag({ x: x + width / 2, y }, { x: x + width / 2, y: y + by })
  }

  /** A view of the open container, by the title on its header. */
  view(title: string): Locator {
    return this.page.locator('.part.sidebar .pane', { has: this.page.locator(`.pane-header[aria-label^="${title}"]`) })
  }

  /** The tree in a view of the open container. */
  tree(viewTitle: string): Tree {
    return new Tree(this.page, this.view(viewTitle))
  }

  /** The rows of the Problems panel, which this opens. */
  async problems(): Promise<readonly string[]> {
    const rows = this.page.locator('.markers-panel .monaco-list-row')
    if (!(await this.page.locator('.markers-panel').isVisible())) await this.page.keyboard.press('Control+Shift+m')
    await rows.first().waitFor()
    return readLines(rows)
  }

  /** The webview whose page contains `text`; the order of webviews in the window says nothing. */
  async webview(text: string): Promise<FrameLocator> {
    const outer = this.page.locator('iframe.webview.ready')
    const index = await eventually(
      `a webview with "${text}"`,
      async () => {
        const count = await outer.count()
        for (let at = 0; at < count; at++) {
          const inner = outer.nth(at).contentFrame().frameLocator('iframe#active-frame')
          if (await inner.getByText(text).first().isVisible()) return at
        }
        return -1
      },
      (found) => found >= 0,
    )
    return outer.nth(index).contentFrame().frameLocator('iframe#active-frame')
  }

  /** The dialog that stops everything else. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box')
  }

  /**
   * Changes settings of the open folder; the window follows at once. (It does not follow the user's settings file:
   * the server's news of it name another authority than the window does.)
   */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#folder === undefined) throw new Error('No folder is open that could have settings.')
    const file = join(this.#folder, '.vscode', 'settings.json')
    await mkdir(dirname(file), { recursive: true })
    const before: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
    await writeFile(file, JSON.stringify({ ...before, ...settings }, undefined, 2))
  }

  /** Switches the colours and waits until they are on. */
  async useTheme(theme: Theme): Promise<void> {
    const { name, marker } = themes[theme]
    await this.changeSettings({ 'workbench.colorTheme': name })
    await this.page.locator(`.monaco-workbench.${marker}`).waitFor()
  }

  /** Writes what the window, or a part of it in pixels, shows to `screenshots/<name>.png`; returns that path. */
  async screenshot(name: string, clip?: Clip): Promise<string> {
    await mkdir(rigPaths.screenshots, { recursive: true })
    const path = join(rigPaths.screenshots, `${name}.png`)
    await this.page.screenshot(clip === undefined ? { path } : { path, clip })
    return path
  }

  async #boxOf(element: Locator): Promise<Clip> {
    const box = await element.boundingBox()
    if (box === null) throw new Error('What is to be moved does not show.')
    return box
  }

  async #drag(
    from: { readonly x: number; readonly y: number },
    to: { readonly x: number; readonly y: number },
  ): Promise<void> {
    const { mouse } = this.page
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move(to.x, to.y, { steps: 4 })
    await mouse.up()
  }
}
