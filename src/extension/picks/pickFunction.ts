import { basename } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore } from '../disposableStore.ts'
import type { FunctionChoice } from '../jobOptions.ts'
import { isModulePath } from '../mapTarget.ts'
import type { RecentChoices } from '../recentChoices.ts'
import { functionsOf, readFunctions } from './readFunctions.ts'
import { type LocatedFunction, type OfferedFunction, orderFunctions } from './orderFunctions.ts'

type FunctionItem = vscode.QuickPickItem & { readonly choice?: FunctionChoice }

const workspaceModules = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'
const notTheUsers = '**/{node_modules,.git,dist,build,out,coverage,.next,.build}/**'
const mostModules = 400

/**
 * Asks for a function: that at the cursor first; of `modulePath` alone where one is given. Null where nothing was
 * chosen. The workspace is searched while the list is already there.
 */
export async function pickFunction(
  recent: RecentChoices,
  title: string,
  modulePath: string | null,
): Promise<FunctionChoice | null> {
  const { inFile, cursorLine } = await functionsOfEditor(modulePath)
  const offer = (inWorkspace: readonly FunctionChoice[]): readonly OfferedFunction[] =>
    orderFunctions({ inFile, cursorLine, recent: modulePath === null ? recent.functions() : [], inWorkspace })
  const [only, ...others] = offer([])
  if (modulePath !== null && only !== undefined && others.length === 0) return only.choice

  const owned = new DisposableStore()
  try {
    const pick = owned.add(vscode.window.createQuickPick<FunctionItem>())
    pick.title = title
    pick.placeholder = 'The exported function to run for each item'
    pick.matchOnDescription = true
    pick.items = toItems(offer([]))
    const search = new AbortController()
    if (modulePath === null) void searchWorkspace(pick, search.signal, (found) => toItems(offer(found)))
    else if (pick.items.length === 0) pick.placeholder = `${basename(modulePath)} exports no function`
    const chosen = await new Promise<FunctionChoice | null>((resolve) => {
      owned.add(pick.onDidAccept(() => resolve(pick.selectedItems[0]?.choice ?? null)))
      owned.add(pick.onDidHide(() => resolve(null)))
      pick.show()
    })
    search.abort()
    return chosen
  } finally {
    owned.dispose()
  }
}

async function functionsOfEditor(modulePath: string | null): Promise<{
  readonly inFile: readonly LocatedFunction[]
  readonly cursorLine: number | null
}> {
  const editor = vscode.window.activeTextEditor
  const isOfEditor = editor?.document.uri.scheme === 'file' && isModulePath(editor.document.fileName)
  if (editor === undefined || !isOfEditor || (modulePath !== null && editor.document.fileName !== modulePath)) {
    return { inFile: modulePath === null ? [] : await readFunctions(modulePath), cursorLine: null }
  }
  return {
    inFile: await functionsOf(editor.document.fileName, editor.document.getText()),
    cursorLine: editor.selection.active.line + 1,
  }
}

/** Adds what it finds every now and then; the list does not move below the cursor. */
async function searchWorkspace(
  pick: vscode.QuickPick<FunctionItem>,
  signal: AbortSignal,
  toAllItems: (found: readonly FunctionChoice[]) => readonly FunctionItem[],
): Promise<void> {
  pick.busy = true
  const found: FunctionChoice[] = []
  const show = (): void => {
    const active = pick.activeItems[0]?.choice
    pick.keepScrollPosition = true
    pick.items = toAllItems(found)
    const same = pick.items.find(({ choice }) => choice !== undefined && isSame(choice, active))
    if (same !== undefined) pick.activeItems = [same]
  }
  const uris = await vscode.workspace.findFiles(workspaceModules, notTheUsers, mostModules)
  for (const [position, { fsPath }] of uris.toSorted((a, b) => a.fsPath.localeCompare(b.fsPath)).entries()) {
    if (signal.aborted) return
    if (isModulePath(fsPath)) found.push(...(await readFunctions(fsPath)))
    if (position % 50 === 49) show()
  }
  if (signal.aborted) return
  show()
  pick.busy = false
}

const isSame = (a: FunctionChoice, b: FunctionChoice | undefined): boolean =>
  a.modulePath === b?.modulePath && a.exportName === b.exportName

function toItems(offered: readonly OfferedFunction[]): readonly FunctionItem[] {
  let origin: string | null = null
  return offered.flatMap(({ choice, origin: own }) => {
    const separator: FunctionItem[] = own === origin ? [] : [{ label: own, kind: vscode.QuickPickItemKind.Separator }]
    origin = own
    const description = vscode.workspace.asRelativePath(choice.modulePath)
    return [...separator, { label: `$(symbol-function) ${choice.exportName}`, description, choice }]
  })
}
