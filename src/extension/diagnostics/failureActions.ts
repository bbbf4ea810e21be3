import * as vscode from 'vscode'
import type { FailureDiagnostics } from './failureDiagnostics.ts'
import { quickFixes } from './quickFixes.ts'

/** Ways to fail on one line for which something is offered. */
const mostMarks = 3

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
    const marks = this.#diagnostics.marksAt(uri, start.line).slice(0, mostMarks)
    const own = diagnostics.filter(({ source }) => source === 'Wren')
    return quickFixes(marks).map(({ title, command, arguments: given }) => {
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
