import * as vscode from 'vscode'
import { commandIds, linkCommandIds } from '../commandIds.ts'
import type { FailureDiagnostics } from './failureDiagnostics.ts'
import type { FailureMark } from './failureMark.ts'

/** What can be done about a failure where it is shown. */
export class FailureActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #diagnostics: FailureDiagnostics
  readonly #registration: vscode.Disposable

  constructor(diagnostics: FailureDiagnostics) {
    this.#diagnostics = diagnostics
    this.#registration = vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    })
  }

  provideCodeActions(
    { uri }: vscode.TextDocument,
    { start }: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const [mark] = this.#diagnostics.marksAt(uri, start.line)
    if (mark === undefined) return []
    const own = diagnostics.filter(({ source }) => source === 'Wren')
    return quickFixes(mark).map(({ title, command, arguments: given }) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix)
      action.command = { title, command, arguments: [...given] }
      action.diagnostics = own
      return action
    })
  }

  dispose(): void {
    this.#registration.dispose()
  }
}

interface QuickFix {
  readonly title: string
  readonly command: string
  readonly arguments: readonly unknown[]
}

const quickFixes = ({ jobId, index }: FailureMark): readonly QuickFix[] => [
  { title: 'Open the failing item', command: linkCommandIds.openItem, arguments: [jobId, index] },
  { title: 'Debug with this input', command: linkCommandIds.debugItem, arguments: [jobId, index] },
  { title: 'Retry failed items', command: commandIds.retryJob, arguments: [jobId] },
  { title: 'Clear failures of Wren', command: commandIds.clearDiagnostics, arguments: [] },
]
