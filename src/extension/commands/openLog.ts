import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { functionName } from '../jobsTree/jobRow.ts'
import { jobTextPath, jobTextScheme } from '../jobTextUri.ts'
import { pickJob } from '../picks/pickJob.ts'

/** Opens what the items of a job wrote, every line behind its item's index. */
export async function openLog(jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, { placeholder: 'The job whose log to open', suits: () => true })
  if (job === null) return
  const name = `${functionName(job.request)} over ${basename(job.request.inputPath)}`
  const path = jobTextPath(job.jobId, 'logs', name)
  await vscode.window.showTextDocument(vscode.Uri.from({ scheme: jobTextScheme, path }))
}
