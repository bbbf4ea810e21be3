import * as vscode from 'vscode'

/**
 * Runs `start` in a trusted workspace, else when the user comes to trust it. Never at once: what it loads must not
 * count towards the extension's activation.
 */
export function onceTrusted(start: () => void): vscode.Disposable {
  if (!vscode.workspace.isTrusted) return vscode.workspace.onDidGrantWorkspaceTrust(start)
  const starting = setImmediate(start)
  return { dispose: () => clearImmediate(starting) }
}
