import * as vscode from 'vscode'
import type { Job } from '../jobs/job.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { jobRow } from '../jobsTree/jobRow.ts'

/** The job that a row, a link or nothing at all stands for: asks where it is not told. Null where none was chosen. */
export async function pickJob(
  jobs: JobsModel,
  argument: unknown,
  question: { readonly placeholder: string; readonly suits: (job: Job) => boolean },
): Promise<Job | null> {
  const jobId = jobIdOf(argument)
  if (jobId !== null) return jobs.job(jobId) ?? null
  const suitable = jobs.jobs().filter(question.suits)
  const items = suitable.map((job) => {
    const { label, description } = jobRow(job, Date.now())
    return { label, job, ...(description === undefined ? {} : { description }) }
  })
  if (items.length === 0) {
    void vscode.window.showInformationMessage('There is no such job.')
    return null
  }
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: question.placeholder })
  return chosen?.job ?? null
}

/** A job's id from what a command is called with: the id itself, or a node of the tree. */
export function jobIdOf(argument: unknown): string | null {
  if (typeof argument === 'string') return argument
  if (typeof argument !== 'object' || argument === null || !('jobId' in argument)) return null
  return typeof argument.jobId === 'string' ? argument.jobId : null
}
