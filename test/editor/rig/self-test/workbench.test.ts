import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packVsix } from '../packVsix.ts'
import { useWorkbench } from '../useWorkbench.ts'

describe('the workbench in a browser', () => {
  const parts = import.meta.dirname
  let temporary = ''
  const open = useWorkbench(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'wren-vsix-'))
    const vsix = join(temporary, 'sample.vsix')
    await packVsix(join(parts, 'extension'), vsix)
    return { vsix, workspace: join(parts, 'workspace') }
  })
  after(() => rm(temporary, { recursive: true, force: true }))

  it('opens a file, shows its lenses and its error, and runs a lens', async () => {
    const { editor, notifications, page } = open().workbench
    await open().workbench.openFile('sample.ts')
    await page.locator('.codelens-decoration a').first().waitFor()
    assert.deepEqual(await editor.codeLenses(), ['Run first', 'Run second'])
    assert.equal((await editor.lines())[1], "  if (value > 3) throw new Error('too much')")
    assert.deepEqual(await editor.cursor(), { line: 1, column: 1 })
    await editor.errors().waitFor()
    await editor.clickCodeLens('Run second')
    await notifications.waitFor('Opened second')
  })

  it('runs commands, picks and answers', async () => {
    const { notifications, quickPick } = open().workbench
    await open().workbench.runCommand('Rig Sample: Pick a Fruit', 'rigSample.pick')
    assert.deepEqual(await quickPick.rows(), ['Apple', 'Banana', 'Cherry'])
    await quickPick.accept('Banana')
    await notifications.waitFor('Picked Banana')
    await open().workbench.runCommand('Rig Sample: Ask a Name', 'rigSample.ask')
    await quickPick.type('no')
    await quickPick.says('Not that one')
    await quickPick.type('Ada')
    await quickPick.accept()
    await notifications.waitFor('Named Ada')
    await notifications.clear()
  })

  it('reads and works a tree', async () => {
    const { notifications } = open().workbench
    await open().workbench.openContainer('Rig Sample')
    const tree = open().workbench.tree('Items')
    await tree.expand('Parent')
    await tree.row('Child two').waitFor()
    assert.deepEqual(await tree.rows(), [
      { label: 'Parent', description: 'about Parent', level: 1, expanded: true },
      { label: 'Child one', description: 'about Child one', level: 2, expanded: undefined },
      { label: 'Child two', description: 'about Child two', level: 2, expanded: undefined },
      { label: 'Single', description: 'about Single', level: 1, expanded: undefined },
    ])
    assert.deepEqual(await tree.contextMenu('Child one'), ['Mark'])
    await tree.runContextAction('Child one', 'Mark')
    await notifications.waitFor('Marked Child one')
    await tree.click('Single')
    await notifications.waitFor('Opened Single')
  })

  it('finds webviews by what they show', async () => {
    const { notifications } = open().workbench
    const view = await open().workbench.webview('Sidebar')
    await view.getByRole('button').click()
    await notifications.waitFor('Sidebar pressed')
    await open().workbench.runCommand('Rig Sample: Open Panel', 'rigSample.panel')
    const panel = await open().workbench.webview('Panel')
    await panel.getByRole('button').click()
    await notifications.waitFor('Panel pressed')
    assert.deepEqual(await open().workbench.tabs(), ['sample.ts', 'Sample Panel'])
    await notifications.clear()
  })

  it('lists problems, changes its colours and takes pictures', async () => {
    const problems = await open().workbench.problems()
    assert.equal(problems[1], 'It throws here[Ln 2, Col 18]')
    for (const theme of ['highContrast', 'highContrastLight', 'light', 'dark'] as const) {
      await open().workbench.useTheme(theme)
      await open().workbench.screenshot(`rig-${theme}`)
    }
  })
})

describe('a server with workspace trust', () => {
  const open = useWorkbench({ workspaceTrust: true, workspace: join(import.meta.dirname, 'workspace') })

  it('opens a folder in Restricted Mode', async () => {
    const banner = open().workbench.page.locator('.part.banner')
    await banner.waitFor()
    assert.match((await banner.textContent()) ?? '', /Restricted Mode/)
  })
})
