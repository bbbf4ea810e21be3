import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as vscode from 'vscode'
import type { JobSnapshot, WrenClient } from '../../../src/runtime-client/index.ts'

type RuntimeClientLibrary = typeof import('../../../src/runtime-client/index.ts')

export const extensionId = 'wren.wren'

/** The open folder: a copy of test/fixtures/workspace. */
export function inWorkspace(path: string): string {
  const [folder] = vscode.workspace.workspaceFolders ?? []
  assert.ok(folder)
  return join(folder.uri.fsPath, path)
}

/** The extension, active. */
export async function activeExtension(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension(extensionId)
  assert.ok(extension)
  await extension.activate()
  return extension
}

/** A client of the same state folder as the extension's, from the same build. */
export async function openClient(): Promise<WrenClient> {
  const { extensionPath, packageJSON } = await activeExtension()
  const distFolder = join(extensionPath, 'dist')
  const library: RuntimeClientLibrary = await import(pathToFileURL(join(distFolder, 'runtime-client.mjs')).href)
  return new library.WrenClient({ home: library.wrenHome(process.env), distFolder, version: packageJSON.version })
}

/** What `wren.map` is given for a function of the workspace and its homes, so that it asks nothing. */
export const mapArgument = (exportName: string): object => ({
  modulePath: inWorkspace('src/price.ts'),
  exportName,
  inputPath: inWorkspace('homes.jsonl'),
})

/** Starts a job through a command and resolves with its id once it is there. */
export async function startJob(client: WrenClient, command: string, argument: object): Promise<string> {
  const before = new Set(client.jobIds())
  await vscode.commands.executeCommand(command, argument)
  const [jobId] = client.jobIds().filter((id) => !before.has(id))
  assert.ok(jobId, 'the command has started a job')
  return jobId
}

/** Follows a job to its end. */
export async function ended(client: WrenClient, jobId: string): Promise<JobSnapshot> {
  let last: JobSnapshot | undefined
  for await (const snapshot of client.followJob(jobId)) last = snapshot
  assert.ok(last)
  return last
}

/** Maps and resolves with how the job ended. */
export async function runJob(client: WrenClient, exportName: string): Promise<JobSnapshot> {
  return await ended(client, await startJob(client, 'wren.map', mapArgument(exportName)))
}

/** Resolves once `read` gives what `accept` takes, looking again whenever `event` fires. */
export async function becomes<T>(
  event: vscode.Event<unknown>,
  read: () => T,
  accept: (value: T) => boolean,
): Promise<T> {
  return await new Promise((resolve) => {
    const look = (): void => {
      const value = read()
      if (!accept(value)) return
      listening.dispose()
      resolve(value)
    }
    const listening = event(look)
    look()
  })
}
