import * as vscode from 'vscode'

/** Opens a file with the cursor at a place; line and column count from 1. */
export async function openAt(path: string, line: number, column: number): Promise<void> {
  const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1))
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(position, position) })
}
