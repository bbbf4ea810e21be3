import * as vscode from 'vscode'
import { type ErrorAction, errorView, isActionable } from './errorView.ts'
import { openAt } from './openAt.ts'

/** Shows an error to the user. */
export type ShowError = (error: unknown) => void

const showLogTitle = 'Show Log'

/** Makes the one function that shows errors: what is wrong, what to do, buttons for it; all of it goes to the log. */
export function createShowError(log: vscode.LogOutputChannel): ShowError {
  return (error) => {
    // The user has cancelled; there is nothing to tell.
    if (isActionable(error) && error.kind === 'cancelled') return
    log.error(error instanceof Error ? error : String(error))
    void offer(error, log)
  }
}

async function offer(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const { message, actions } = errorView(error, (path) => vscode.workspace.asRelativePath(path))
  const chosen = await vscode.window.showErrorMessage(message, ...actions.map(({ title }) => title), showLogTitle)
  if (chosen === showLogTitle) return log.show()
  const action = actions.find(({ title }) => title === chosen)
  if (action !== undefined) await take(action)
}

async function take(action: ErrorAction): Promise<void> {
  if (action.kind === 'command') return void (await vscode.commands.executeCommand(action.command))
  const { path, line, column } = action.place
  await openAt(path, line, column)
}
