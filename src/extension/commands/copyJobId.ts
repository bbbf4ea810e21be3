import * as vscode from 'vscode'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { pickJob } from '../picks/pickJob.ts'

/** Copies a job's id, by which the command line knows it. */
export async function copyJobId(jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, { placeholder: 'The job whose id to copy', suits: () => true })
  if (job !== null) await vscode.env.clipboard.writeText(job.jobId)
}
