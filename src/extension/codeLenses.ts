import * as vscode from 'vscode'
import { Coalescer } from './coalescer.ts'
import { commandIds, linkCommandIds } from './commandIds.ts'
import { DisposableStore } from './disposableStore.ts'
import type { Job } from './jobs/job.ts'
import type { JobsModel } from './jobs/jobsModel.ts'
import { lastJobs, lensKey, scoreTitle } from './lensTitles.ts'
import { isModulePath } from './mapTarget.ts'
import { type LocatedFunction } from './picks/orderFunctions.ts'
import { functionsOf } from './picks/readFunctions.ts'
import type { SettingValues } from './settings.ts'

/** Whoever types is not kept waiting for a parser. */
const restMs = 300
/** Scores of running jobs move no more often than this. */
const scoreEveryMs = 1_000

const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact']

/** Puts `Map over inputs`, `Sample 10` and the last job's score over every exported function. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #settings: SettingValues
  readonly #jobs: JobsModel
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new vscode.EventEmitter<void>())
  readonly #scores = this.#owned.add(new Coalescer(scoreEveryMs, () => this.#changes.fire()))
  /** What was found in a document and in which version of it. */
  readonly #found = new WeakMap<vscode.TextDocument, { version: number; functions: readonly LocatedFunction[] }>()

  readonly onDidChangeCodeLenses = this.#changes.event

  constructor(settings: SettingValues, jobs: JobsModel) {
    this.#settings = settings
    this.#jobs = jobs
    this.#owned.add(settings.codeLens.onDidChange(() => this.#changes.fire()))
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changes.fire()))
    this.#owned.add(
      jobs.onDidChangeJob(({ job, before }) => {
        const changed = job ?? before
        if (changed !== null && isShown(changed)) this.#scores.request()
      }),
    )
    const selector = languages.map((language) => ({ language, scheme: 'file' }))
    this.#owned.add(vscode.languages.registerCodeLensProvider(selector, this))
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const path = document.fileName
    if (!this.#settings.codeLens.value || !vscode.workspace.isTrusted) return []
    if (!isModulePath(path) || /[\\/]node_modules[\\/]/.test(path)) return []
    const functions = await this.#functions(document, token)
    if (functions.length === 0 || token.isCancellationRequested) return []
    const last = lastJobs(this.#jobs.jobs())
    return functions.flatMap((each) => lensesOf(each, last.get(lensKey(each))))
  }

  dispose(): void {
    this.#owned.dispose()
  }

  async #functions(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<readonly LocatedFunction[]> {
    const known = this.#found.get(document)
    if (known?.version === document.version) return known.functions
    if (known !== undefined) await rest(token)
    if (token.isCancellationRequested) return []
    const { version } = document
    const functions = await functionsOf(document.fileName, document.getText())
    this.#found.set(document, { version, functions })
    return functions
  }
}

function lensesOf({ modulePath, exportName, line }: LocatedFunction, last: Job | undefined): vscode.CodeLens[] {
  const range = new vscode.Range(line - 1, 0, line - 1, 0)
  const choice = { modulePath, exportName }
  const lens = (title: string, command: string, argument: unknown): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command, arguments: [argument] })
  return [
    lens('Map over inputs', commandIds.map, choice),
    lens('Sample 10', commandIds.sampleMap, choice),
    ...(last === undefined ? [] : [lens(scoreTitle(last), linkCommandIds.openJobPanel, last.jobId)]),
  ]
}

const isShown = ({ request }: Job): boolean =>
  vscode.window.visibleTextEditors.some(({ document }) => document.fileName === request.modulePath)

/** Waits a moment, or until nobody wants the answer any more. */
function rest(token: vscode.CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, restMs)
    const listening = token.onCancellationRequested(done)
    function done(): void {
      clearTimeout(timer)
      listening.dispose()
      resolve()
    }
  })
}
