import assert from 'node:assert/strict'
import { join } from 'node:path'
import { useWorkbench } from '../rig/useWorkbench.ts'
import { eventually } from '../rig/workbench/eventually.ts'
import { type AirportsWorkspace, prepareAirports } from './airportsWorkspace.ts'

describe('the documents of a job with failures', () => {
  let airports: AirportsWorkspace
  const open = useWorkbench(async () => {
    airports = await prepareAirports()
    const { workspace, extensionsDir, environment } = airports
    return { workspace, extensionsDir, environment }
  })
  after(() => airports[Symbol.asyncDispose]())

  before('runs the job', async function () {
    this.timeout(120_000)
    const { workbench, folder = '' } = open()
    await workbench.openContainer('Wren')
    const { code, output } = await airports.wren(
      'map',
      `${join(folder, 'src/nights.ts')}#nights`,
      '-i',
      join(folder, 'data/airports.csv'),
    )
    assert.equal(code, 1, output)
  })

  it('opens a failing item from the tree', async () => {
    const { workbench } = open()
    const tree = workbench.tree('Jobs')
    await tree.expand('nights')
    await tree.expand('Failures')
    await tree.expand('The sun does not rise')
    await tree.click('Item 505')
    await workbench.page.locator('.tab.active[data-resource-name="Item 505"]').waitFor()
    const lines = await eventually(
      'the item',
      () => workbench.editor.lines(),
      (found) => found.length > 20,
    )
    await workbench.screenshot('item-document')
    assert.ok(lines.includes('Item 505 threw'))
    assert.ok(lines.includes('Input  data/airports.csv:507'))
    assert.ok(lines.includes('      at sunTimes (src/sunTimes.ts:13:11)'), lines.join('\n'))
  })

  it('leads from a frame to the line', async () => {
    const { workbench } = open()
    const link = workbench.page.locator('.detected-link', { hasText: 'src/sunTimes.ts:13:11' }).first()
    await link.waitFor()
    await link.click({ modifiers: ['Control'] })
    await workbench.page.locator('.tab.active[data-resource-name="sunTimes.ts"]').waitFor()
    await eventually(
      'the place',
      () => workbench.editor.cursor(),
      ({ line, column }) => line === 13 && column === 11,
    )
  })

  it('shows the failures where the code is, and what can be done', async () => {
    const { workbench } = open()
    await workbench.editor.errors().first().waitFor()
    const problems = await workbench.problems()
    await workbench.screenshot('diagnostics')
    assert.ok(
      problems.some((row) => /RangeError: The sun does not set .* in 29 of 3,376 inputs/.test(row)),
      problems.join('\n'),
    )
    // The Problems panel has the focus now.
    await workbench.page.locator('.view-line', { hasText: 'throw new RangeError' }).click()
    const fixes = await workbench.editor.quickFixes()
    await workbench.screenshot('quick-fixes')
    for (const title of ['Open the failing item', 'Debug with this input', 'Retry failed items']) {
      assert.ok(
        fixes.some((fix) => fix.startsWith(title)),
        fixes.join('\n'),
      )
    }
    await workbench.editor.runQuickFix('Open the failing item')
    await workbench.page.locator('.tab.active[data-resource-name^="Item "]').waitFor()
  })

  it('opens the log of an invocation', async () => {
    const { workbench } = open()
    await workbench.editor.clickCodeLens('Open invocation log')
    await workbench.page.locator('.tab.active[data-resource-name^="Invocation "]').waitFor()
    const lines = await eventually(
      'the log',
      () => workbench.editor.lines(),
      (found) => found.some((line) => line.includes('stdout │')),
    )
    await workbench.screenshot('invocation-log')
    assert.ok(
      lines.some((line) => line.startsWith('Request id  ')),
      lines.join('\n'),
    )
  })

  it('searches logs', async () => {
    const { workbench } = open()
    await workbench.runCommand('Wren: Search Logs…', 'wren.searchLogs')
    await workbench.quickPick.accept('nights')
    await workbench.quickPick.type('/^Thigpen|Livingston/')
    await workbench.quickPick.accept()
    const lines = await eventually(
      'what was found',
      () => workbench.editor.lines(),
      (found) => found.some((line) => line.includes('Thigpen')),
    )
    await workbench.screenshot('search-logs')
    assert.ok(
      lines.some((line) => /^Item 0 .*stdout │ Thigpen/.test(line)),
      lines.join('\n'),
    )
  })

  it('stops at a breakpoint in TypeScript with this input', async function () {
    this.timeout(120_000)
    const { workbench } = open()
    const { page } = workbench
    await workbench.openFile('sunTimes.ts')
    await page.keyboard.press('Control+g')
    await workbench.quickPick.type(':12')
    await workbench.quickPick.accept()
    await page.keyboard.press('F9')
    await page.keyboard.press('Control+g')
    await workbench.quickPick.type(':13')
    await workbench.quickPick.accept()
    await workbench.editor.quickFixes()
    await workbench.editor.runQuickFix('Debug with this input')
    try {
      await page.locator('.debug-top-stack-frame-line').first().waitFor({ timeout: 30_000 })
    } finally {
      await workbench.screenshot('debug-item')
    }
    await page.keyboard.press('F5')
    await page.locator('.exception-widget').waitFor({ timeout: 30_000 })
    await workbench.screenshot('debug-item-exception')
    await page.keyboard.press('F5')
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: 30_000 })
    await workbench.screenshot('debug-item-ended')
  })
})
