import { join } from 'node:path'
import * as vscode from 'vscode'
import { CodeLenses } from './codeLenses.ts'
import { registerCommands } from './commands/registerCommands.ts'
import { FailureActions } from './diagnostics/failureActions.ts'
import { FailureDiagnostics } from './diagnostics/failureDiagnostics.ts'
import { DisposableStore } from './disposableStore.ts'
import { Documents } from './documents/documents.ts'
import { JobNotices } from './jobs/jobNotices.ts'
import { JobsModel } from './jobs/jobsModel.ts'
import { readPagesFrom } from './jobs/readPages.ts'
import { StartedJobs } from './jobs/startedJobs.ts'
import { JobsTree } from './jobsTree/jobsTree.ts'
import { JobTexts } from './jobTexts.ts'
import { onceTrusted } from './onceTrusted.ts'
import { JobPanels } from './panels/jobPanel/host/jobPanels.ts'
import { RecentChoices } from './recentChoices.ts'
import { ClientSource } from './runtimeClient.ts'
import { RuntimeTree } from './runtimeTree/runtimeTree.ts'
import { SettingValues } from './settings.ts'
import { createShowError } from './showError.ts'
import { StatusBar } from './statusBar.ts'

interface Manifest {
  readonly version: string
}

/** Called by VS Code when Wren is first needed: puts the parts together and leaves the work to them. */
export function activate({ extension, workspaceState, subscriptions }: vscode.ExtensionContext): void {
  const owned = new DisposableStore()
  subscriptions.push(owned)

  // What everything rests on
  const log = owned.add(vscode.window.createOutputChannel('Wren', { log: true }))
  const showError = createShowError(log)
  const settings = owned.add(new SettingValues())
  const { version }: Manifest = extension.packageJSON
  const clients = new ClientSource(join(extension.extensionPath, 'dist'), version, () => settings.home.value)
  const recent = new RecentChoices(workspaceState)

  // Jobs
  const jobs = owned.add(
    new JobsModel(
      async () => await clients.open(),
      (jobId, error) => log.warn(`${jobId}: ${String(error)}`),
    ),
  )
  const notices = owned.add(new JobNotices(jobs, new StartedJobs(workspaceState)))

  // What is seen
  const jobsTree = owned.add(new JobsTree(jobs, readPagesFrom(clients)))
  const runtimeTree = owned.add(new RuntimeTree(clients, settings, jobs, version))
  owned.add(new StatusBar(settings, jobs))
  owned.add(new CodeLenses(settings, jobs))
  owned.add(new JobTexts(clients, jobs))
  owned.add(new Documents(clients, jobs, showError))
  const diagnostics = owned.add(
    new FailureDiagnostics(clients, jobs, workspaceState, (error) => log.error(String(error))),
  )
  owned.add(new FailureActions(diagnostics))
  owned.add(new JobPanels(extension.extensionUri, clients, jobs, showError))

  // What can be done
  owned.add(
    registerCommands({ clients, settings, recent, notices, jobs, jobsTree, runtimeTree, diagnostics }, showError),
  )

  const start = async (): Promise<void> => {
    await jobs.start()
    await notices.resume()
  }
  owned.add(onceTrusted(() => void start().catch(showError)))
  owned.add(
    settings.home.onDidChange(() => {
      clients.forget()
      void jobs.start().catch(showError)
    }),
  )
}
