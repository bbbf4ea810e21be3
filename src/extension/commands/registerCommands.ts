import * as vscode from 'vscode'
import { type CommandId, commandIds, linkCommandIds } from '../commandIds.ts'
import { debugInput } from '../debug/debugInput.ts'
import type { FailureDiagnostics } from '../diagnostics/failureDiagnostics.ts'
import { DisposableStore } from '../disposableStore.ts'
import { searchLogs } from '../documents/searchLogs.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import type { JobsTree } from '../jobsTree/jobsTree.ts'
import { MoreNode } from '../jobsTree/moreNode.ts'
import type { RuntimeTree } from '../runtimeTree/runtimeTree.ts'
import type { ShowError } from '../showError.ts'
import { cancelJob } from './cancelJob.ts'
import { copyJobId } from './copyJobId.ts'
import { deployRuntime } from './deployRuntime.ts'
import { map } from './map.ts'
import { mapWithOptions } from './mapWithOptions.ts'
import { openLog } from './openLog.ts'
import { openResults } from './openResults.ts'
import { refresh } from './refresh.ts'
import { removeJob } from './removeJob.ts'
import { removeRuntime } from './removeRuntime.ts'
import { retryJob } from './retryJob.ts'
import { revealFunction } from './revealFunction.ts'
import { sampleMap } from './sampleMap.ts'
import { selectProfile } from './selectProfile.ts'
import type { MapContext } from './startMap.ts'

/** What the commands of the extension's core work with. */
export interface CommandParts extends MapContext {
  readonly jobs: JobsModel
  readonly jobsTree: JobsTree
  readonly runtimeTree: RuntimeTree
  readonly diagnostics: FailureDiagnostics
}

type Handler = (argument: unknown) => Promise<void>

/** Registers every command of `commandIds`; what one rejects with is shown. None runs in an untrusted workspace. */
export function registerCommands(parts: CommandParts, showError: ShowError): vscode.Disposable {
  const { clients, settings, notices, jobs, jobsTree, runtimeTree, diagnostics } = parts
  const handlers: Readonly<Record<CommandId, Handler>> = {
    [commandIds.map]: async (argument) => await map(parts, argument),
    [commandIds.sampleMap]: async (argument) => await sampleMap(parts, argument),
    [commandIds.mapWithOptions]: async (argument) => await mapWithOptions(parts, argument),
    [commandIds.cancelJob]: async (argument) => await cancelJob(clients, jobs, argument),
    [commandIds.retryJob]: async (argument) => await retryJob(clients, jobs, notices, argument),
    [commandIds.openResults]: async (argument) => await openResults(clients, jobs, argument),
    [commandIds.openLog]: async (argument) => await openLog(jobs, argument),
    [commandIds.searchLogs]: async (argument) => await searchLogs(jobs, argument),
    [commandIds.debugInput]: async (argument) => await debugInput(clients, argument),
    [commandIds.clearDiagnostics]: async () => await diagnostics.clear(),
    [commandIds.revealFunction]: async (argument) => await revealFunction(jobs, argument),
    [commandIds.removeJob]: async (argument) => await removeJob(clients, jobs, argument),
    [commandIds.copyJobId]: async (argument) => await copyJobId(jobs, argument),
    [commandIds.deployRuntime]: async () => await deployRuntime(clients, settings, runtimeTree),
    [commandIds.removeRuntime]: async () => await removeRuntime(clients, settings, runtimeTree),
    [commandIds.selectProfile]: async () => await selectProfile(settings),
    [commandIds.refresh]: async () => await refresh(jobs, runtimeTree),
  }
  const registered = new DisposableStore()
  for (const [id, handler] of Object.entries(handlers)) {
    registered.add(vscode.commands.registerCommand(id, (argument: unknown) => run(handler, argument, showError)))
  }
  registered.add(
    vscode.commands.registerCommand(linkCommandIds.showMore, (node: unknown) => {
      if (node instanceof MoreNode) jobsTree.showMore(node)
    }),
  )
  return registered
}

async function run(handler: Handler, argument: unknown, showError: ShowError): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage('Wren runs nothing in a workspace that is not trusted.')
    return
  }
  try {
    await handler(argument)
  } catch (error) {
    showError(error)
  }
}
