import * as vscode from 'vscode'
import { documentAddress } from '../documents/documentAddress.ts'
import type { ClientSource } from '../runtimeClient.ts'
import { debugItem } from './debugItem.ts'

/** Debugs the item of a row of the tree, or of the document that is given or open. */
export async function debugInput(clients: ClientSource, argument: unknown): Promise<void> {
  const item = itemOfRow(argument) ?? itemOfDocument(argument)
  if (item === null) {
    void vscode.window.showInformationMessage('Open an item of a job first: its input is what is debugged.')
    return
  }
  await debugItem(clients, item.jobId, item.index)
}

interface Item {
  readonly jobId: string
  readonly index: number
}

function itemOfRow(argument: unknown): Item | null {
  if (typeof argument !== 'object' || argument === null || !('jobId' in argument) || !('index' in argument)) return null
  const { jobId, index } = argument
  return typeof jobId === 'string' && typeof index === 'number' ? { jobId, index } : null
}

function itemOfDocument(argument: unknown): Item | null {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri
  const address = uri === undefined ? null : documentAddress(uri)
  return address?.kind === 'item' ? address : null
}
