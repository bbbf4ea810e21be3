import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('inside the extension host', () => {
  it('has the extension and runs its command', async () => {
    assert.ok(vscode.extensions.getExtension('wren.rig-sample'))
    assert.equal(await vscode.commands.executeCommand('rigSample.greet'), 'greeted')
  })

  it('has the workspace open', async () => {
    const [file] = await vscode.workspace.findFiles('sample.ts')
    assert.ok(file)
    await vscode.window.showTextDocument(file)
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 9)
    assert.deepEqual(
      lenses.map((lens) => lens.command?.title),
      ['Run first', 'Run second'],
    )
  })

  it('ends as the environment asks', async () => {
    const ending = process.env['RIG_SELF_TEST']
    if (ending === 'die') process.kill(process.pid, 'SIGKILL')
    if (ending === 'hang') await new Promise(() => {})
    assert.equal(ending, 'pass')
  }).timeout(0)
})
