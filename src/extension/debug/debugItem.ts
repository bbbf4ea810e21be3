import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { ClientSource } from '../runtimeClient.ts'
import { debugConfiguration } from './debugConfiguration.ts'
import { stopAtUncaughtKey } from './stopAtUncaught.ts'

/** Runs one item of a job in its bundle on this machine, under the editor's own JavaScript debugger. */
export async function debugItem(clients: ClientSource, jobId: string, index: number): Promise<void> {
  const client = await clients.open()
  const { exportName, modulePath } = client.readRequest(jobId)
  const launch = await client.prepareDebug(jobId, index)
  if (launch.changedSources.length > 0) {
    const names = launch.changedSources.map((path) => basename(path)).join(', ')
    void vscode.window.showWarningMessage(
      `${names} changed since this job ran. The code of the job is debugged, so breakpoints may stop elsewhere.`,
    )
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(modulePath))
  const configuration = debugConfiguration(launch, `${exportName}, item ${index}`, process)
  const hasStarted = await vscode.debug.startDebugging(folder, { ...configuration, [stopAtUncaughtKey]: true })
  if (!hasStarted) throw new Error('The JavaScript debugger did not start.')
}
