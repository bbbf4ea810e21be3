import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { useWorkbench } from '../rig/useWorkbench.ts'
import { eventually } from '../rig/workbench/eventually.ts'
import { type AirportsWorkspace, prepareAirports } from './airportsWorkspace.ts'

describe('a workspace that is not trusted', () => {
  let airports: AirportsWorkspace
  const open = useWorkbench(async () => {
    airports = await prepareAirports()
    const { workspace, extensionsDir, environment } = airports
    // The dialog at the start would hide what is to be seen.
    const settings = { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'always' }
    return { workspace, extensionsDir, environment, settings, workspaceTrust: true }
  })
  after(() => airports[Symbol.asyncDispose]())

  const stateFiles = async (): Promise<readonly string[]> =>
    await readdir(airports.environment['WREN_HOME'] ?? '').catch(() => [])

  it('says in its views why nothing runs', async () => {
    const { workbench } = open()
    await workbench.openContainer('Wren')
    await workbench.view('Jobs').getByText('Wren runs nothing here: this workspace is not trusted').waitFor()
    await workbench.view('Runtime').getByText('once this workspace is trusted').waitFor()
    await workbench.screenshot('untrusted')
  })

  it('offers nothing to run', async () => {
    const { workbench } = open()
    await workbench.openFile('nights.ts')
    await workbench.page.keyboard.press('F1')
    await workbench.quickPick.type('>Wren: Map')
    await eventually(
      'the palette without the command',
      () => workbench.quickPick.rows(),
      (rows) => !rows.some((row) => row.includes('Map Function Over Inputs')),
    )
    await workbench.quickPick.cancel()
    assert.deepEqual(await workbench.editor.codeLenses(), [])
    assert.deepEqual(await stateFiles(), [])
  })

  it('comes to life once it is trusted', async () => {
    const { workbench } = open()
    await workbench.view('Jobs').getByText('Manage Workspace Trust').click()
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click()
    await workbench.openContainer('Wren')
    await workbench.view('Jobs').getByText('No jobs yet.').waitFor()
    await workbench.openFile('nights.ts')
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Map over inputs' }).waitFor()
  })
})
