import * as vscode from 'vscode'
import { type Disposes, Emitter } from './emitter.ts'
import { type Settings, settingDefaults } from './settingDefaults.ts'

const section = 'wren'

/** One setting: its value now, and word when it changes. */
export class ConfigValue<Key extends keyof Settings> implements Disposes {
  readonly #key: Key
  readonly #emitter = new Emitter<Settings[Key]>()
  readonly #subscription: Disposes
  readonly onDidChange = this.#emitter.event

  constructor(key: Key) {
    this.#key = key
    this.#subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${section}.${key}`)) this.#emitter.fire(this.value)
    })
  }

  get value(): Settings[Key] {
    return vscode.workspace.getConfiguration(section).get<Settings[Key]>(this.#key) ?? settingDefaults[this.#key]
  }

  /** Changes it for this workspace, or where no folder is open for the user. */
  async update(value: Settings[Key]): Promise<void> {
    const target =
      vscode.workspace.workspaceFolders === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace
    await vscode.workspace.getConfiguration(section).update(this.#key, value, target)
  }

  dispose(): void {
    this.#subscription.dispose()
    this.#emitter.dispose()
  }
}
