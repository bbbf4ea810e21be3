import * as vscode from 'vscode'
import { linkCommandIds } from '../commandIds.ts'
import type { Row } from './treeNode.ts'

/** A row as the editor draws it. Its id tells it from all others of the view. */
export function toTreeItem(row: Row, id: string): vscode.TreeItem {
  const { label, description, tooltip, icon, context, isExpandable, command } = row
  const { Collapsed, None } = vscode.TreeItemCollapsibleState
  const item = new vscode.TreeItem(label, isExpandable ? Collapsed : None)
  item.id = id
  if (description !== undefined) item.description = description
  if (tooltip !== undefined) item.tooltip = tooltip
  if (context !== undefined) item.contextValue = context
  if (icon !== undefined) {
    item.iconPath = new vscode.ThemeIcon(
      icon.name,
      icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
    )
  }
  if (command !== undefined) {
    // Without arguments: what the editor keeps of these ends with every refresh of the row, and a click that comes
    // just then would be lost.
    item.command = { command: linkCommandIds.openRow, title: command.title }
  }
  return item
}
