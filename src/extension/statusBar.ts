import * as vscode from 'vscode'
import { Coalescer } from './coalescer.ts'
import { commandIds, viewIds } from './commandIds.ts'
import { DisposableStore } from './disposableStore.ts'
import type { JobsModel } from './jobs/jobsModel.ts'
import type { SettingValues } from './settings.ts'
import { statusText } from './statusText.ts'

const drawEveryMs = 250

/** The item in the status bar: the profile, and the running job's progress. */
export class StatusBar implements vscode.Disposable {
  readonly #owned = new DisposableStore()

  constructor(settings: SettingValues, jobs: JobsModel) {
    const item = this.#owned.add(vscode.window.createStatusBarItem('wren.status', vscode.StatusBarAlignment.Left))
    item.name = 'Wren'
    const draw = (): void => {
      const { text, tooltip, isBusy } = statusText(settings.profile.value, jobs.livingJobs())
      item.text = text
      item.tooltip = tooltip
      item.command = isBusy ? `${viewIds.jobs}.focus` : commandIds.selectProfile
    }
    const drawing = this.#owned.add(new Coalescer(drawEveryMs, draw))
    this.#owned.add(jobs.onDidChangeJob(() => drawing.request()))
    this.#owned.add(settings.profile.onDidChange(draw))
    draw()
    item.show()
  }

  dispose(): void {
    this.#owned.dispose()
  }
}
