import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageExtension } from '../../../scripts/package.ts'
import { useWorkbench } from '../rig/useWorkbench.ts'
import { eventually } from '../rig/workbench/eventually.ts'
import type { Clip } from '../rig/workbench/workbench.ts'
import { type AirportsWorkspace, prepareAirports } from './airportsWorkspace.ts'

/** Nothing in the pictures but what they are about. */
const settings = { 'editor.minimap.enabled': false, 'editor.fontSize': 13 }
/** The editor alone, without what is around it. */
const inEditor: Clip = { x: 452, y: 4, width: 824, height: 515 }
const mostBytes = 15_000_000

describe('the packaged extension in a clean profile', () => {
  let airports: AirportsWorkspace
  let packed = ''
  const open = useWorkbench(async () => {
    airports = await prepareAirports()
    packed = await mkdtemp(join(tmpdir(), 'wren-packed-'))
    const { path, bytes } = await packageExtension(packed)
    assert.ok(bytes <= mostBytes, `${bytes} bytes`)
    const awsConfig = join(packed, 'config')
    await writeFile(awsConfig, '[profile production]\nregion = eu-west-1\n[profile staging]\nregion = eu-west-1\n')
    const environment = { ...airports.environment, AWS_CONFIG_FILE: awsConfig }
    return { vsix: path, workspace: airports.workspace, environment, settings }
  })
  after(async () => {
    await airports[Symbol.asyncDispose]()
    await rm(packed, { recursive: true, force: true })
  })

  const inThemes = async (name: string, clip?: Clip): Promise<void> => {
    const { workbench } = open()
    // A pointer that rests on something makes it look pressed, or brings a hover.
    await workbench.page.mouse.move(640, 799)
    for (const theme of ['light', 'dark'] as const) {
      await workbench.useTheme(theme)
      await workbench.screenshot(`${name}-${theme}`, clip)
    }
  }

  it('welcomes a new user', async () => {
    const { workbench } = open()
    await workbench.openContainer('Wren')
    await workbench.widenSidebar(400)
    await workbench.moveView('Runtime', 220)
    await workbench.view('Jobs').getByText('No jobs yet.').waitFor()
    await workbench.view('Runtime').getByText('Profile').first().waitFor()
    await inThemes('welcome')
  })

  it('offers to map above the function, and asks for the input', async () => {
    const { workbench } = open()
    await workbench.openFile('nights.ts')
    await workbench.page.keyboard.press('Control+g')
    await workbench.quickPick.type(':48')
    await workbench.quickPick.accept()
    await workbench.page.locator('.codelens-decoration a').first().waitFor()
    await inThemes('lens', inEditor)
    await workbench.editor.clickCodeLens('Map over inputs')
    await eventually(
      'the input with its preview',
      () => workbench.quickPick.rows(),
      (rows) => rows.some((row) => row.includes('airports.csv') && row.includes('3,376 items')),
    )
    await inThemes('pick-input')
    await workbench.quickPick.accept('airports.csv')
  })

  it('runs the job on the local cloud with no set-up, and fills the tree', async function () {
    this.timeout(120_000)
    const { workbench } = open()
    const jobs = workbench.tree('Jobs')
    await jobs.row('nights').waitFor()
    await jobs.row('% ·').waitFor()
    await inThemes('job-running')
    await jobs.click('nights')
    const page = await workbench.webview('Durations')
    await page.getByText(/ items\/s .* left/).waitFor()
    await jobs.expand('nights')
    // Far enough for a picture that has something to show.
    await page.getByText(/^1,\d{3} of 3,376 items/).waitFor({ timeout: 100_000 })
    await inThemes('page-running')
    await jobs.row('3,335 succeeded, 41 threw').waitFor({ timeout: 100_000 })
    await jobs.expand('Failures')
    await jobs.expand('The sun does not rise')
    await jobs.row('Item 505').waitFor()
    const rows = await jobs.rows()
    assert.deepEqual(
      rows.slice(0, 5).map(({ label, level }) => `${level} ${label.replace(/ at \d.*/, '')}`),
      [
        '1 nights',
        '2 Failures',
        '3 RangeError: The sun does not set',
        '3 RangeError: The sun does not rise',
        '4 Item 505',
      ],
    )
  })

  it('says above the function how it went', async () => {
    const { workbench } = open()
    await workbench.openFile('nights.ts')
    const lenses = await eventually(
      'the score',
      () => workbench.editor.codeLenses(),
      (titles) => titles.some((title) => title.includes('succeeded')),
    )
    assert.deepEqual(
      lenses.map((title) => title.trim()),
      ['Map over inputs', 'Sample 10', '3,335 of 3,376 succeeded'],
    )
    await workbench.notifications.clear()
    await inThemes('tree')
  })

  it('leads from a failing item over its exception to the line', async () => {
    const { workbench } = open()
    await workbench.tree('Jobs').click('Item 505')
    await workbench.page.locator('.tab.active[data-resource-name="Item 505"]').waitFor()
    const frame = workbench.page.locator('.detected-link', { hasText: 'src/sunTimes.ts:13:11' }).first()
    await frame.waitFor()
    await inThemes('exception')
    await inThemes('exception-part', { ...inEditor, height: 600 })
    await frame.click({ modifiers: ['Control'] })
    await workbench.page.locator('.tab.active[data-resource-name="sunTimes.ts"]').waitFor()
    await eventually(
      'the line that threw',
      () => workbench.editor.cursor(),
      ({ line, column }) => line === 13 && column === 11,
    )
    await workbench.editor.errors().first().waitFor()
    await workbench.editor.quickFixes()
    await inThemes('line', inEditor)
    await workbench.page.keyboard.press('Escape')
  })

  it('shows the job as a page', async () => {
    const { workbench } = open()
    await workbench.tree('Jobs').click('nights')
    const page = await workbench.webview('Durations')
    await page.getByText('3,376 of 3,376 items', { exact: true }).waitFor()
    await workbench.page.keyboard.press('Control+b')
    await inThemes('page')
    await workbench.page.keyboard.press('Control+b')
  })

  it('lets its user choose where jobs run', async () => {
    const { workbench } = open()
    await workbench.runCommand('Wren: Select Profile', 'wren.selectProfile')
    await eventually(
      'the profiles',
      () => workbench.quickPick.rows(),
      (rows) => rows.some((row) => row.includes('production')),
    )
    await inThemes('profiles', { x: 300, y: 0, width: 680, height: 425 })
    await workbench.quickPick.cancel()
  })

  it('shows itself in the list of extensions', async () => {
    const { workbench } = open()
    await workbench.openContainer('Extensions')
    await workbench.page.locator('.extension-list-item', { hasText: 'Wren' }).first().click()
    await workbench.page.locator('.extension-editor').waitFor()
    await workbench.webview('The function')
    await workbench.screenshot('extension-page')
  })

  it('has a walkthrough', async () => {
    const { workbench } = open()
    await workbench.runCommand('Welcome: Open Walkthrough...', 'welcome.showAllWalkthroughs')
    await workbench.quickPick.accept('Get started with Wren')
    // Pictures stand beside the steps where there is room.
    await workbench.page.keyboard.press('Control+b')
    const steps = workbench.page.locator('.getting-started-step:visible')
    await steps.nth(4).waitFor()
    await steps.nth(2).click()
    const image = workbench.page.locator('.getting-started-media img:visible').first()
    await image.waitFor()
    await inThemes('walkthrough')
  })
})
