import * as vscode from 'vscode'
import type { ClientSource } from '../runtimeClient.ts'
import type { RuntimeTree } from '../runtimeTree/runtimeTree.ts'
import type { SettingValues } from '../settings.ts'

/** Sets up what jobs need in the profile's account, or brings it up to date. */
export async function deployRuntime(clients: ClientSource, settings: SettingValues, tree: RuntimeTree): Promise<void> {
  const profile = settings.profile.value
  const client = await clients.open()
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Deploying the runtime to ${profile}` },
    async (progress) =>
      await client.deployRuntime(profile, settings.memoryMb.value, (step) => progress.report({ message: step })),
  )
  tree.refresh()
  void vscode.window.showInformationMessage(`The runtime in ${profile} is ready.`)
}
