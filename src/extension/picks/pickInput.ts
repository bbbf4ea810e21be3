import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore } from '../disposableStore.ts'
import type { FunctionChoice } from '../jobOptions.ts'
import type { RecentChoices } from '../recentChoices.ts'
import { loadRuntimeClient } from '../runtimeClient.ts'
import { type OfferedInput, orderInputs } from './orderInputs.ts'
import { placeInFile, previewText } from './previewText.ts'

type InputItem = vscode.QuickPickItem & { readonly path?: string }

const workspaceInputs = '**/*.{json,jsonl,ndjson,csv,tsv,txt,gz}'
const notTheUsers = '**/{node_modules,.git,.vscode,dist,build,out,coverage,.next,.build}/**'
const mostInputs = 1_000

/** Keeps the place for a preview, so that no row moves under the pointer when it comes. */
const notLookedAt = '\u00a0'

/** What the question tells of the job that is about to run. */
export interface InputQuestion {
  readonly choice: FunctionChoice
  readonly profile: string
  readonly sample: number | null
}

/** Asks for a file of inputs, with a preview of the one that is looked at. Null where nothing was chosen. */
export async function pickInput(recent: RecentChoices, question: InputQuestion): Promise<string | null> {
  const { choice, profile, sample } = question
  const owned = new DisposableStore()
  try {
    const pick = owned.add(vscode.window.createQuickPick<InputItem>())
    const what = sample === null ? 'Map' : `Sample ${sample} with`
    pick.title = `${what} ${choice.exportName} of ${basename(choice.modulePath)} · profile ${profile}`
    pick.placeholder = 'The file of inputs; Enter runs the job'
    pick.matchOnDescription = true
    pick.busy = true
    const previews = owned.add(new Previews(pick, sample))
    owned.add(pick.onDidChangeActive(([active]) => previews.show(active)))
    const known = { recent: recent.inputs(choice).filter((path) => existsSync(path)), open: openFiles() }
    pick.items = toItems(orderInputs({ ...known, inWorkspace: [] }))
    void vscode.workspace.findFiles(workspaceInputs, notTheUsers, mostInputs).then((uris) => {
      pick.items = toItems(orderInputs({ ...known, inWorkspace: uris.map(({ fsPath }) => fsPath) }))
      pick.busy = false
    })
    const chosen = await new Promise<InputItem | null>((resolve) => {
      owned.add(pick.onDidAccept(() => resolve(pick.selectedItems[0] ?? null)))
      owned.add(pick.onDidHide(() => resolve(null)))
      pick.show()
    })
    if (chosen === null) return null
    return chosen.path ?? (await browse(choice))
  } finally {
    owned.dispose()
  }
}

/** Puts the preview of a file into its row, once it is looked at. */
class Previews implements vscode.Disposable {
  readonly #pick: vscode.QuickPick<InputItem>
  readonly #sample: number | null
  readonly #known = new Map<string, string>()
  #looking: AbortController | null = null

  constructor(pick: vscode.QuickPick<InputItem>, sample: number | null) {
    this.#pick = pick
    this.#sample = sample
  }

  show(item: InputItem | undefined): void {
    this.#looking?.abort()
    if (item?.path === undefined || item.detail !== notLookedAt) return
    const looking = new AbortController()
    this.#looking = looking
    void this.#preview(item.path, looking.signal)
  }

  dispose(): void {
    this.#looking?.abort()
  }

  async #preview(path: string, signal: AbortSignal): Promise<void> {
    const text = this.#known.get(path) ?? (await previewOf(path, this.#sample, signal))
    if (signal.aborted) return
    this.#known.set(path, text)
    this.#pick.keepScrollPosition = true
    this.#pick.items = this.#pick.items.map((item) => (item.path === path ? { ...item, detail: text } : item))
    const active = this.#pick.items.find((item) => item.path === path)
    if (active !== undefined) this.#pick.activeItems = [active]
  }
}

async function previewOf(path: string, sample: number | null, signal: AbortSignal): Promise<string> {
  try {
    const { previewInput } = await loadRuntimeClient()
    return previewText(await previewInput(path, signal), sample)
  } catch (error) {
    return `$(warning) ${placeInFile(error instanceof Error ? error.message : String(error))}`
  }
}

const openFiles = (): readonly string[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []))
    .filter(({ scheme }) => scheme === 'file')
    .map(({ fsPath }) => fsPath)

function toItems(offered: readonly OfferedInput[]): readonly InputItem[] {
  let origin: string | null = null
  const items = offered.flatMap(({ path, origin: own }): InputItem[] => {
    const separator: InputItem[] = own === origin ? [] : [{ label: own, kind: vscode.QuickPickItemKind.Separator }]
    origin = own
    const folder = vscode.workspace.asRelativePath(dirname(path))
    return [...separator, { label: `$(file) ${basename(path)}`, description: folder, detail: notLookedAt, path }]
  })
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator }
  return [...items, separator, { label: '$(folder-opened) Browse…', alwaysShow: true }]
}

async function browse({ modulePath }: FunctionChoice): Promise<string | null> {
  const uris = await vscode.window.showOpenDialog({
    title: 'The file of inputs',
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(dirname(modulePath)),
    filters: { Inputs: ['json', 'jsonl', 'ndjson', 'csv', 'tsv', 'txt', 'gz'], 'All files': ['*'] },
  })
  return uris?.[0]?.fsPath ?? null
}
