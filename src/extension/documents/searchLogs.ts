import * as vscode from 'vscode'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { pickJob } from '../picks/pickJob.ts'
import { openDocument } from './documents.ts'

/** Asks what to look for in the logs of a job and opens what is found. */
export async function searchLogs(jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, { placeholder: 'The job whose logs to search', suits: () => true })
  if (job === null) return
  const searched = await vscode.window.showInputBox({
    title: `Search the logs of ${job.snapshot.label}`,
    placeHolder: 'text, or /pattern/i',
    validateInput: whatIsWrong,
  })
  if (searched === undefined || searched === '') return
  await openDocument({ kind: 'search', jobId: job.jobId, searched })
}

function whatIsWrong(searched: string): string | null {
  const [, pattern, flags] = /^\/(.+)\/([dgimsuvy]*)$/.exec(searched) ?? []
  if (pattern === undefined) return null
  try {
    RegExp(pattern, flags)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
