import * as vscode from 'vscode'

/** Runs `start` at once in a trusted workspace, else when the user comes to trust it. */
export function onceTrusted(start: () => void): vscode.Disposable {
  if (!vscode.workspace.isTrusted) return vscode.workspace.onDidGrantWorkspaceTrust(start)
  start()
  return { dispose: () => undefined }
}
