import { stat } from 'node:fs/promises'
import * as vscode from 'vscode'
import { Coalescer } from '../coalescer.ts'
import { DisposableStore } from '../disposableStore.ts'
import type { Job } from '../jobs/job.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { readFunctions } from '../picks/readFunctions.ts'
import { formatCount } from '../quantities.ts'
import type { ClientSource } from '../runtimeClient.ts'
import { decisiveJobs, realFailures } from './decisiveJobs.ts'
import type { FailureMark } from './failureMark.ts'
import { failureMarks } from './failureMarks.ts'
import { moveMarks } from './moveMarks.ts'

/** Lines of inputs of one job that are marked; nobody goes through more. */
const mostInputs = 1_000
/** Failures of earlier days are history. */
const oldestMs = 24 * 60 * 60 * 1_000
/** A job that fails everywhere is read again and again while it runs; nobody needs its newest count here. */
const readEveryMs = 2_000
const clearedKey = 'diagnosticsClearedAt'
/** Longer than lines are; the editor cuts it. */
const endOfLine = 10_000

interface MarkedJob {
  /** What the job's failures were when they were read. */
  readonly state: string
  readonly marks: readonly FailureMark[]
}

/**
 * Shows the failures of each function's last job where the code is: on the line that threw, and on the lines of the
 * inputs. They go when a later job passes, when their line is edited, and when the user clears them.
 */
export class FailureDiagnostics implements vscode.Disposable {
  readonly #clients: ClientSource
  readonly #jobs: JobsModel
  readonly #memory: vscode.Memento
  readonly #reportFault: (error: unknown) => void
  readonly #owned = new DisposableStore()
  readonly #collection = this.#owned.add(vscode.languages.createDiagnosticCollection('wren'))
  readonly #reading = this.#owned.add(new Coalescer(readEveryMs, () => void this.#update()))
  #marked: ReadonlyMap<string, MarkedJob> = new Map()
  #isUpdating = false
  #isStale = false

  constructor(clients: ClientSource, jobs: JobsModel, memory: vscode.Memento, reportFault: (error: unknown) => void) {
    this.#clients = clients
    this.#jobs = jobs
    this.#memory = memory
    this.#reportFault = reportFault
    this.#owned.add(jobs.onDidChangeJob(() => this.#reading.request()))
    this.#owned.add(vscode.workspace.onDidChangeTextDocument((change) => this.#edited(change)))
  }

  /** The marks on a line of a file, which counts from 0. */
  marksAt(uri: vscode.Uri, line: number): readonly FailureMark[] {
    if (uri.scheme !== 'file') return []
    return this.#marks().filter((mark) => mark.line === line + 1 && mark.path === uri.fsPath)
  }

  /** Takes all of them away; what fails from now on is shown again. */
  async clear(): Promise<void> {
    await this.#memory.update(clearedKey, Date.now())
    this.#marked = new Map()
    this.#show()
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #marks(): readonly FailureMark[] {
    return [...this.#marked.values()].flatMap(({ marks }) => marks)
  }

  async #update(): Promise<void> {
    this.#isStale = true
    if (this.#isUpdating) return
    this.#isUpdating = true
    try {
      while (this.#isStale) {
        this.#isStale = false
        await this.#readAll()
      }
    } catch (error) {
      this.#reportFault(error)
    } finally {
      this.#isUpdating = false
    }
  }

  async #readAll(): Promise<void> {
    const before = this.#marked
    const marked = new Map<string, MarkedJob>()
    for (const job of decisiveJobs(this.#jobs.jobs())) {
      if (!this.#isShown(job)) continue
      const state = `${job.snapshot.startedAt} ${realFailures(job)}`
      const known = before.get(job.jobId)
      marked.set(job.jobId, known?.state === state ? known : { state, marks: await this.#readMarks(job) })
    }
    // Edits while it was read have moved what stood there before.
    for (const [jobId, { state }] of marked) {
      const now = this.#marked.get(jobId)
      if (now?.state === state) marked.set(jobId, now)
    }
    this.#marked = marked
    this.#show()
  }

  #isShown(job: Job): boolean {
    const { request, snapshot } = job
    const clearedAt = this.#memory.get<number>(clearedKey, 0)
    const endedAt = snapshot.endedAt ?? Date.now()
    if (realFailures(job) === 0 || endedAt < Math.max(clearedAt, Date.now() - oldestMs)) return false
    return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(request.modulePath)) !== undefined
  }

  async #readMarks(job: Job): Promise<readonly FailureMark[]> {
    const client = await this.#clients.open()
    const groups = await client.readFailures(job.jobId, mostInputs)
    const marks = failureMarks(job, groups, await functionPlace(job))
    // A file that was written since the job began may have other lines by now.
    const changed = new Map<string, boolean>()
    for (const path of new Set(marks.map((mark) => mark.path))) {
      changed.set(path, await isNewer(path, job.snapshot.startedAt ?? job.snapshot.createdAt))
    }
    return marks.filter(({ path }) => changed.get(path) === false)
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (document.uri.scheme !== 'file' || contentChanges.length === 0) return
    const path = document.uri.fsPath
    const isOfFile = (mark: FailureMark): boolean => mark.path === path
    if (!this.#marks().some(isOfFile)) return
    const move = (marks: readonly FailureMark[]): readonly FailureMark[] => [
      ...marks.filter((mark) => !isOfFile(mark)),
      ...moveMarks(marks.filter(isOfFile), contentChanges),
    ]
    this.#marked = new Map(
      [...this.#marked].map(([jobId, { state, marks }]) => [jobId, { state, marks: move(marks) }] as const),
    )
    this.#show()
  }

  #show(): void {
    const byPath = Map.groupBy(this.#marks(), ({ path }) => path)
    this.#collection.clear()
    for (const [path, marks] of byPath) this.#collection.set(vscode.Uri.file(path), marks.map(toDiagnostic))
  }
}

function toDiagnostic({ kind, line, column, message, inputs }: FailureMark): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, column - 1, line - 1, endOfLine)
  const severity = kind === 'code' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning
  const diagnostic = new vscode.Diagnostic(range, message, severity)
  diagnostic.source = 'Wren'
  diagnostic.relatedInformation = inputs.map((input) => {
    const place = new vscode.Location(vscode.Uri.file(input.path), new vscode.Position(input.line - 1, 0))
    return new vscode.DiagnosticRelatedInformation(place, `input of item ${formatCount(input.index)}`)
  })
  return diagnostic
}

async function isNewer(path: string, at: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs > at
  } catch {
    return true
  }
}

async function functionPlace({ request }: Job): Promise<{ readonly line: number; readonly column: number } | null> {
  const functions = await readFunctions(request.modulePath)
  const found = functions.find(({ exportName }) => exportName === request.exportName)
  return found === undefined ? null : { line: found.line, column: 1 }
}
