import * as vscode from 'vscode'
import { commandIds, linkCommandIds } from '../../../commandIds.ts'
import { placeIn } from '../../../errorView.ts'
import { openAt } from '../../../openAt.ts'
import type { PanelAction } from '../messages/messages.ts'

/** Does what a button or a link of a job's page asks for. */
export async function takePanelAction(jobId: string, action: PanelAction): Promise<void> {
  switch (action.kind) {
    case 'cancel':
      return await run(commandIds.cancelJob, jobId)
    case 'retry':
      return await run(commandIds.retryJob, jobId)
    case 'openResults':
      return await run(commandIds.openResults, jobId)
    case 'openLog':
      return await run(commandIds.openLog, jobId)
    case 'revealFunction':
      return await run(commandIds.revealFunction, jobId)
    case 'openItem':
      return await run(linkCommandIds.openItem, jobId, action.index)
    case 'openInvocation':
      return await run(linkCommandIds.openInvocation, jobId, action.invocation)
    case 'openLocation': {
      const place = placeIn(action.location)
      if (place !== null) await openAt(place.path, place.line, place.column)
    }
  }
}

const run = async (command: string, ...given: readonly unknown[]): Promise<void> =>
  void (await vscode.commands.executeCommand(command, ...given))
