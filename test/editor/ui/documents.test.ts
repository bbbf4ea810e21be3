import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { useWorkbench } from '../rig/useWorkbench.ts'
import type { Workbench } from '../rig/workbench/workbench.ts'
import { eventually } from '../rig/workbench/eventually.ts'
import { type AirportsWorkspace, prepareAirports } from './airportsWorkspace.ts'

/** Opens a link of the active editor; the text below it may be coloured anew just as it is clicked. */
async function followLink({ page }: Workbench, text: string, tab: string): Promise<void> {
  const opened = page.locator(`.tab.active[data-resource-name="${tab}"]`)
  await eventually(
    `the link ${text}`,
    async () => {
      if (await opened.isVisible()) return true
      await page
        .locator('.detected-link', { hasText: text })
        .first()
        .click({ modifiers: ['Control'], timeout: 1_000 })
      await opened.waitFor({ timeout: 2_000 })
      return true
    },
    (followed) => followed,
  )
}

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
    await workbench.page.locator('.detected-link', { hasText: 'src/sunTimes.ts:13:11' }).waitFor()
    await workbench.page.locator('.codelens-decoration a').first().waitFor()
    await workbench.screenshot('item-document')
    assert.ok(lines.includes('Item 505 threw'))
    assert.ok(lines.includes('Input  data/airports.csv:507'))
    assert.ok(lines.includes('      at sunTimes (src/sunTimes.ts:13:11)'), lines.join('\n'))
  })

  it('leads from a frame to the line', async () => {
    const { workbench } = open()
    await followLink(workbench, 'src/sunTimes.ts:13:11', 'sunTimes.ts')
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
      lines.some((line) => line.startsWith('Request id ')),
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

  it('shows failures again after a reload', async () => {
    const { workbench } = open()
    await workbench.openFile('sunTimes.ts')
    await workbench.reload()
    await workbench.editor.errors().first().waitFor()
  })

  it('takes failures away when they are cleared, and when a later job passes', async function () {
    this.timeout(120_000)
    const { workbench, folder = '' } = open()
    await workbench.openFile('sunTimes.ts')
    await workbench.editor.errors().first().waitFor()
    await workbench.runCommand('Wren: Clear Failures from Problems', 'wren.clearDiagnostics')
    await workbench.editor.errors().first().waitFor({ state: 'hidden' })
    const [head = '', ...rows] = (await readFile(join(folder, 'data/airports.csv'), 'utf8')).split('\n')
    const few = async (name: string, picked: readonly string[]): Promise<number> => {
      const path = join(folder, 'data', name)
      await writeFile(path, [head, ...picked].join('\n'))
      return (await airports.wren('map', `${join(folder, 'src/nights.ts')}#nights`, '-i', path)).code
    }
    assert.equal(await few('north.csv', rows.slice(504, 506)), 1)
    await workbench.editor.errors().first().waitFor()
    assert.equal(await few('south.csv', rows.slice(0, 2)), 0)
    await workbench.editor.errors().first().waitFor({ state: 'hidden' })
  })
})

const slowModule = `import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

export async function slow({ gate }: { gate: string }): Promise<string> {
  console.log('waiting for the gate')
  while (!existsSync(gate)) await setTimeout(20)
  console.log('the gate is open')
  return 'done'
}
`

describe('the documents of a job that runs', () => {
  let airports: AirportsWorkspace
  let gate: string
  const open = useWorkbench(async () => {
    airports = await prepareAirports()
    const { workspace, extensionsDir, environment } = airports
    gate = join(workspace, 'gate')
    await writeFile(join(workspace, 'src', 'slow.ts'), slowModule)
    await writeFile(join(workspace, 'data', 'gates.jsonl'), JSON.stringify({ gate }))
    return { workspace, extensionsDir, environment }
  })
  after(() => airports[Symbol.asyncDispose]())

  it('follow its invocation and its item to the end', async function () {
    this.timeout(120_000)
    const { workbench, folder = '' } = open()
    const { editor } = workbench
    await workbench.openContainer('Wren')
    const ended = airports.wren('map', `${join(folder, 'src/slow.ts')}#slow`, '-i', join(folder, 'data/gates.jsonl'))
    const tree = workbench.tree('Jobs')
    await tree.expand('slow')
    await tree.expand('Invocations')
    await tree.click('Invocation 1')
    const linesWith = (text: string): Promise<readonly string[]> =>
      eventually(
        text,
        () => editor.lines(),
        (lines) => lines.some((line) => line.includes(text)),
      )
    const running = await linesWith('waiting for the gate')
    assert.equal(running.at(-1), '…')
    await followLink(workbench, 'Item 0', 'Item 0')
    await linesWith('Item 0 has not ended yet')
    await linesWith('waiting for the gate')
    await writeFile(gate, '')
    await linesWith('the gate is open')
    await linesWith('Item 0 succeeded')
    assert.equal((await ended).code, 0)
    await tree.click('Invocation 1')
    const whole = await linesWith('REPORT RequestId')
    assert.ok(!whole.includes('…'), whole.join('\n'))
    await workbench.screenshot('invocation-ended')
  })
})
