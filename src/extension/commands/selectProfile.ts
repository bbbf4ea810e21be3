import * as vscode from 'vscode'
import { loadRuntimeClient } from '../runtimeClient.ts'
import type { SettingValues } from '../settings.ts'

/** Chooses where jobs run: the local cloud, or a profile of the user's AWS configuration. */
export async function selectProfile({ profile }: SettingValues): Promise<void> {
  const { profileNames } = await loadRuntimeClient()
  const items = (await profileNames()).map((name) => ({
    label: name,
    description: [name === 'local' ? 'on this machine' : 'AWS', ...(name === profile.value ? ['now'] : [])].join(' · '),
  }))
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Where jobs run' })
  if (chosen !== undefined) await profile.update(chosen.label)
}
