import * as vscode from 'vscode'
import type { LinkTarget } from './renderedDocument.ts'

/** Where a link leads, as the editor opens it. */
export function toEditorLink(target: LinkTarget): vscode.Uri {
  switch (target.kind) {
    case 'file':
      // The editor goes to the line and column of such a fragment.
      return vscode.Uri.file(target.path).with({ fragment: `L${target.line},${target.column}` })
    case 'command':
      return vscode.Uri.from({ scheme: 'command', path: target.command, query: JSON.stringify(target.arguments) })
    case 'url':
      return vscode.Uri.parse(target.url, true)
  }
}
