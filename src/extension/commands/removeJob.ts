import * as vscode from 'vscode'
import { isLiving } from '../jobs/job.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { pickJob } from '../picks/pickJob.ts'
import type { ClientSource } from '../runtimeClient.ts'

const removeTitle = 'Remove'

/** Takes an ended job off the list, after asking: its results and logs go with it. */
export async function removeJob(clients: ClientSource, jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, {
    placeholder: 'The job to remove from the list',
    suits: ({ snapshot }) => !isLiving(snapshot.state),
  })
  if (job === null) return
  const chosen = await vscode.window.showWarningMessage(
    `Remove ${job.snapshot.label}?`,
    { modal: true, detail: 'Its results and logs are deleted. The input and files that you saved stay.' },
    removeTitle,
  )
  if (chosen === removeTitle) (await clients.open()).removeJob(job.jobId)
}
