import * as vscode from 'vscode'
import { commandIds } from '../commandIds.ts'
import type { Disposes } from '../emitter.ts'
import { progressPercent, progressText } from '../jobsTree/jobRow.ts'
import { type EndNotice, endNotice } from './endNotice.ts'
import { isLiving, type Job } from './job.ts'
import type { JobsModel } from './jobsModel.ts'
import type { StartedJobs } from './startedJobs.ts'

const statusBarMs = 10_000

/**
 * Shows the progress of the jobs that this window has started, with a button to cancel, and says once how each ended:
 * in a notification where nobody was looking or something went wrong, else in passing.
 */
export class JobNotices implements Disposes {
  readonly #jobs: JobsModel
  readonly #started: StartedJobs
  readonly #shown = new Map<string, () => void>()

  constructor(jobs: JobsModel, started: StartedJobs) {
    this.#jobs = jobs
    this.#started = started
  }

  /** Takes up the jobs that the window's last life had started. Call it once the jobs were read. */
  async resume(): Promise<void> {
    for (const jobId of this.#started.jobIds()) {
      const job = this.#jobs.job(jobId)
      if (job === undefined) await this.#started.remove(jobId)
      else if (isLiving(job.snapshot.state)) this.#show(job.jobId, job.snapshot.label)
      else await this.#tellEnd(job, false)
    }
  }

  /** Begins to tell of a job that was started here. */
  async follow(jobId: string, title: string): Promise<void> {
    await this.#started.add(jobId)
    this.#show(jobId, title)
  }

  dispose(): void {
    for (const close of this.#shown.values()) close()
    this.#shown.clear()
  }

  #show(jobId: string, title: string): void {
    // A retry goes on with a job whose progress may still be shown.
    this.#shown.get(jobId)?.()
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title }
    void vscode.window.withProgress(options, async (progress, token) => {
      const cancelling = token.onCancellationRequested(() =>
        vscode.commands.executeCommand(commandIds.cancelJob, jobId),
      )
      const ended = await this.#untilEnded(jobId, progress)
      cancelling.dispose()
      this.#shown.delete(jobId)
      if (ended !== null) void this.#tellEnd(ended, vscode.window.state.focused)
    })
  }

  /** Null where the job was removed, or the window closes. */
  async #untilEnded(
    jobId: string,
    progress: vscode.Progress<{ readonly message: string; readonly increment: number }>,
  ): Promise<Job | null> {
    const { promise, resolve } = Promise.withResolvers<Job | null>()
    let shownPercent = 0
    const report = (job: Job): void => {
      if (!isLiving(job.snapshot.state)) return resolve(job)
      const percent = progressPercent(job.snapshot)
      progress.report({ message: progressText(job.snapshot), increment: percent - shownPercent })
      shownPercent = percent
    }
    const listening = this.#jobs.onDidChangeJob(({ jobId: changed, job, before }) => {
      if (changed !== jobId) return
      if (job !== null) report(job)
      else if (before !== null) resolve(null)
    })
    this.#shown.set(jobId, () => resolve(null))
    const job = this.#jobs.job(jobId)
    if (job !== undefined) report(job)
    try {
      return await promise
    } finally {
      listening.dispose()
    }
  }

  async #tellEnd(job: Job, isSeen: boolean): Promise<void> {
    await this.#started.remove(job.jobId)
    const notice = endNotice(job)
    if (isSeen && notice.severity === 'information') {
      vscode.window.setStatusBarMessage(`$(pass) ${notice.message}`, statusBarMs)
      return
    }
    const chosen = await showNotice(notice)
    const action = notice.actions.find(({ title }) => title === chosen)
    if (action !== undefined) await vscode.commands.executeCommand(action.command, job.jobId)
  }
}

function showNotice({ severity, message, actions }: EndNotice): Thenable<string | undefined> {
  const titles = actions.map(({ title }) => title)
  switch (severity) {
    case 'information':
      return vscode.window.showInformationMessage(message, ...titles)
    case 'warning':
      return vscode.window.showWarningMessage(message, ...titles)
    case 'error':
      return vscode.window.showErrorMessage(message, ...titles)
  }
}
