import * as vscode from 'vscode'
import { isRetryable } from '../jobs/job.ts'
import type { JobNotices } from '../jobs/jobNotices.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { pickJob } from '../picks/pickJob.ts'
import type { ClientSource } from '../runtimeClient.ts'

/** Runs the failed and missing items of a job again, with the code as it is now. */
export async function retryJob(
  clients: ClientSource,
  jobs: JobsModel,
  notices: JobNotices,
  argument: unknown,
): Promise<void> {
  const job = await pickJob(jobs, argument, {
    placeholder: 'The job whose failed items are to run again',
    suits: ({ snapshot }) => isRetryable(snapshot),
  })
  if (job === null) return
  await vscode.workspace.saveAll(false)
  const client = await clients.open()
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `${job.snapshot.label}: bundling…` },
    async () => await client.retryJob(job.jobId),
  )
  await notices.follow(job.jobId, job.snapshot.label)
}
