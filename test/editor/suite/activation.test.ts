import { strict as assert } from 'node:assert'
import * as vscode from 'vscode'
import { activeExtension } from './workspace.ts'

describe('the extension', () => {
  it('activates', async () => {
    const extension = await activeExtension()
    assert.ok(extension.isActive)
  })

  it('registers the commands of its manifest, and those that rows and links call', async () => {
    const { packageJSON } = await activeExtension()
    const declared: string[] = packageJSON.contributes.commands.map(({ command }: { command: string }) => command)
    const called = [
      'wren.openItem',
      'wren.openInvocation',
      'wren.openJobPanel',
      'wren.debugItem',
      'wren.openRow',
      'wren.showMore',
    ]
    const registered = new Set(await vscode.commands.getCommands(true))
    assert.ok(declared.length > 10)
    assert.deepEqual(
      [...declared, ...called].filter((id) => !registered.has(id)),
      [],
    )
  })

  it('has its defaults in the settings', () => {
    const settings = vscode.workspace.getConfiguration('wren')
    assert.equal(settings.get('profile'), 'local')
    assert.equal(settings.get('retries'), 0)
    assert.equal(settings.get('concurrency'), null)
  })
})
