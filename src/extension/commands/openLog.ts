import * as vscode from 'vscode'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { pickJob } from '../picks/pickJob.ts'
import type { ClientSource } from '../runtimeClient.ts'

/** More than that nobody reads in one document; the command line has it all. */
const mostLines = 100_000

/** Opens what the items of a job wrote, every line behind its item's index. */
export async function openLog(clients: ClientSource, jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, { placeholder: 'The job whose log to open', suits: () => true })
  if (job === null) return
  const client = await clients.open()
  const lines = Iterator.from(client.logLines(job.jobId))
    .flatMap(({ index, text }) => text.split('\n').map((line) => `${index ?? '-'} | ${line}`))
    .take(mostLines + 1)
    .toArray()
  const shown = lines.slice(0, mostLines)
  if (lines.length > mostLines) shown.push(`… the first ${mostLines} lines; all of them: wren logs ${job.jobId}`)
  const content = shown.length === 0 ? 'The items of this job have written nothing.' : shown.join('\n')
  const document = await vscode.workspace.openTextDocument({ language: 'log', content })
  await vscode.window.showTextDocument(document)
}
