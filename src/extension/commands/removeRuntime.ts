import * as vscode from 'vscode'
import type { ClientSource } from '../runtimeClient.ts'
import type { RuntimeTree } from '../runtimeTree/runtimeTree.ts'
import type { SettingValues } from '../settings.ts'

const removeTitle = 'Remove'

/** Takes the runtime out of the profile's account again, after showing what goes with it. */
export async function removeRuntime(clients: ClientSource, settings: SettingValues, tree: RuntimeTree): Promise<void> {
  const profile = settings.profile.value
  const client = await clients.open()
  const steps = await client.describeRuntimeRemoval(profile)
  if (steps.length === 0) {
    void vscode.window.showInformationMessage(`There is no runtime in ${profile}.`)
    return
  }
  const chosen = await vscode.window.showWarningMessage(
    `Remove the runtime of ${profile}?`,
    { modal: true, detail: [...steps, '', 'Jobs and their results on this machine stay.'].join('\n') },
    removeTitle,
  )
  if (chosen !== removeTitle) return
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Removing the runtime of ${profile}` },
    async (progress) => await client.removeRuntime(profile, (step) => progress.report({ message: step })),
  )
  tree.refresh()
}
