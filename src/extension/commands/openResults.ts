import { basename, dirname, join } from 'node:path'
import * as vscode from 'vscode'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { functionName } from '../jobsTree/jobRow.ts'
import { jobTextPath, jobTextScheme } from '../jobTextUri.ts'
import { pickJob } from '../picks/pickJob.ts'
import type { ClientSource } from '../runtimeClient.ts'

const here = { label: '$(go-to-file) Open', description: 'JSON Lines, one line per item in input order', ending: null }
const files = [
  { label: '$(table) Save as CSV…', description: 'the fields of each value as columns', ending: 'csv' },
  { label: '$(json) Save as JSON…', description: 'one array', ending: 'json' },
  { label: '$(json) Save as JSON Lines…', description: 'one line per item', ending: 'jsonl' },
] as const

/** Opens all results of a job, or writes them to a file of the user's. */
export async function openResults(clients: ClientSource, jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, { placeholder: 'The job whose results to open', suits: () => true })
  if (job === null) return
  const chosen = await vscode.window.showQuickPick([here, ...files], { placeHolder: job.snapshot.label })
  if (chosen === undefined) return
  const client = await clients.open()
  if (chosen.ending !== null) {
    const { inputPath } = job.request
    const name = `${basename(inputPath).split('.', 1)[0] ?? 'results'}.results.${chosen.ending}`
    const uri = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(join(dirname(inputPath), name)) })
    if (uri === undefined) return
    await client.exportResults(job.jobId, uri.fsPath)
    await vscode.commands.executeCommand('vscode.open', uri)
    return
  }
  // Not the job's own file: nobody should be able to change that by a slip of the hand.
  const path = jobTextPath(job.jobId, 'results', functionName(job.request))
  await vscode.window.showTextDocument(vscode.Uri.from({ scheme: jobTextScheme, path }))
}
