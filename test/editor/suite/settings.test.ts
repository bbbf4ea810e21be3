import { strict as assert } from 'node:assert'
import * as vscode from 'vscode'
import { inWorkspace, openClient, runJob } from './workspace.ts'

const lensTitles = async (): Promise<readonly (string | undefined)[]> => {
  const uri = vscode.Uri.file(inWorkspace('src/price.ts'))
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 99)
  return lenses.map(({ command }) => command?.title)
}

const change = async (name: string, value: unknown): Promise<void> => {
  await vscode.workspace.getConfiguration('wren').update(name, value, vscode.ConfigurationTarget.Workspace)
}

describe('the settings', () => {
  it('say whether lenses stand over functions', async () => {
    await vscode.window.showTextDocument(vscode.Uri.file(inWorkspace('src/price.ts')))
    const shown = await lensTitles()
    assert.deepEqual(
      shown.filter((title) => title === 'Map over inputs' || title === 'Sample 10'),
      ['Map over inputs', 'Sample 10', 'Map over inputs', 'Sample 10', 'Map over inputs', 'Sample 10'],
    )
    await change('codeLens', false)
    assert.deepEqual(await lensTitles(), [])
    await change('codeLens', undefined)
  })

  it('hold for the jobs that are started', async function () {
    this.timeout(60_000)
    await change('retries', 2)
    const client = await openClient()
    const { jobId } = await runJob(client, 'price')
    await change('retries', undefined)
    using reader = client.openJob(jobId)
    assert.equal(reader.item(4)?.attempts, 3)
    assert.equal(reader.item(0)?.attempts, 1)
  })
})
