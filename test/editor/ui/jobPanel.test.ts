import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FrameLocator } from 'playwright-core'
import { useWorkbench } from '../rig/useWorkbench.ts'
import { eventually } from '../rig/workbench/eventually.ts'
import { type AirportsWorkspace, prepareAirports } from './airportsWorkspace.ts'

describe('the page about a job', () => {
  let airports: AirportsWorkspace
  const open = useWorkbench(async () => {
    airports = await prepareAirports()
    const { workspace, extensionsDir, environment } = airports
    return { workspace, extensionsDir, environment }
  })
  after(() => airports[Symbol.asyncDispose]())

  const page = (): Promise<FrameLocator> => open().workbench.webview('Durations')
  const map = async (...args: readonly string[]): Promise<number> => (await airports.wren('map', ...args)).code

  before('runs the example', async function () {
    this.timeout(120_000)
    const { workbench, folder = '' } = open()
    await workbench.openContainer('Wren')
    assert.equal(await map(`${join(folder, 'src/nights.ts')}#nights`, '-i', join(folder, 'data/airports.csv')), 1)
    await workbench.tree('Jobs').click('nights')
  })

  it('says how the job stands', async () => {
    const view = await page()
    await view.getByRole('heading', { name: 'nights over airports.csv' }).waitFor()
    await view.getByText('Done, with failures', { exact: true }).waitFor()
    await view.getByText('3,376 of 3,376 items', { exact: true }).waitFor()
    await view.getByText('Local: no cost').waitFor()
    await view.getByText(/^Median .* longest/).waitFor()
    await view.getByRole('button', { name: '29 RangeError The sun does not set' }).waitFor()
    assert.deepEqual(
      await view.getByRole('group', { name: 'Show items by outcome' }).getByRole('button').allTextContents(),
      ['3,376 all', '3,335 succeeded', '41 threw'],
    )
  })

  it('looks well in every theme and width', async () => {
    const { workbench } = open()
    await workbench.page.keyboard.press('Control+b')
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
      await workbench.useTheme(theme)
      await workbench.screenshot(`job-panel-${theme}`)
    }
    await workbench.page.setViewportSize({ width: 380, height: 800 })
    await workbench.screenshot('job-panel-narrow')
    await workbench.page.setViewportSize({ width: 1280, height: 800 })
    await workbench.useTheme('dark')
    await workbench.page.keyboard.press('Control+b')
  })

  it('shows only the items of an outcome, of an error, or that have a text', async () => {
    const view = await page()
    const rows = view.getByRole('grid').getByRole('row')
    const outcomes = view.getByRole('group', { name: 'Show items by outcome' })
    await outcomes.getByRole('button', { name: '41 threw' }).click()
    await view.getByText('41 items', { exact: true }).waitFor()
    assert.match(await rows.nth(1).innerText(), /505\s+threw.*RangeError: The sun does not rise/s)
    await view.getByRole('button', { name: '12 RangeError The sun does not rise' }).click()
    await view.getByText('12 items', { exact: true }).waitFor()
    await view.getByRole('searchbox').fill('71.3')
    await view.getByText(/^\d of 12 items match\.$/).waitFor()
    await view.getByRole('button', { name: 'Clear filters' }).click()
    await view.getByText(/items read; scroll for more/).waitFor()
  })

  it('is worked by keyboard', async () => {
    const { workbench } = open()
    const view = await page()
    const items = view.getByRole('slider', { name: /^Items by state/ })
    await items.focus()
    await items.press('End')
    assert.equal(await items.getAttribute('aria-valuetext'), 'Item 3,375: succeeded')
    await items.press('Home')
    await items.press('ArrowRight')
    assert.equal(await items.getAttribute('aria-valuetext'), 'Item 1: succeeded')
    const table = view.getByRole('grid')
    await table.focus()
    await table.press('End')
    await table.press('ArrowUp')
    await table.press('Home')
    await table.press('Enter')
    await workbench.page.locator('.tab.active[data-resource-name="Item 0"]').waitFor()
    await workbench.page.keyboard.press('Control+w')
  })

  it('leads to the failing item and to the line', async () => {
    const { workbench } = open()
    const view = await page()
    await view.getByRole('button', { name: 'sunTimes.ts:13' }).first().click()
    await workbench.page.locator('.tab.active[data-resource-name="sunTimes.ts"]').waitFor()
    await eventually(
      'the line',
      () => workbench.editor.cursor(),
      ({ line }) => line === 13,
    )
    await workbench.page.keyboard.press('Control+w')
  })

  it('is there again after a reload, with its filter', async () => {
    const { workbench } = open()
    const outcomes = (await page()).getByRole('group', { name: 'Show items by outcome' })
    await outcomes.getByRole('button', { name: '41 threw' }).click()
    // Unlike the browser's own reload it lets the window write down what it keeps.
    const reloaded = workbench.page.waitForEvent('load')
    await workbench.runCommand('Developer: Reload Window', 'workbench.action.reloadWindow')
    await reloaded
    await workbench.ready()
    const view = await page()
    await view.getByText('41 items', { exact: true }).waitFor()
    assert.equal(await view.getByRole('button', { name: '41 threw' }).getAttribute('aria-pressed'), 'true')
    await view.getByRole('button', { name: 'Clear filters' }).click()
  })

  it('follows a job while it runs, cancels it and resumes it', async () => {
    const { workbench, folder = '' } = open()
    await writeFile(
      join(folder, 'src/slow.ts'),
      `export async function slow(line: string): Promise<string> {
        await new Promise((resolve) => setTimeout(resolve, 20))
        if (line.includes('7')) throw new Error('no ' + line)
        return line
      }\n`,
    )
    await writeFile(join(folder, 'lines.txt'), Array.from({ length: 20_000 }, (_, at) => `line ${at}`).join('\n'))
    const running = map(`${join(folder, 'src/slow.ts')}#slow`, '-i', join(folder, 'lines.txt'))
    await workbench.openContainer('Wren')
    await workbench.tree('Jobs').click('slow')
    const view = await workbench.webview('lines.txt')
    await view.getByText(/^Running$/).waitFor()
    await view.getByText(/ items\/s .* left/).waitFor()
    await workbench.screenshot('job-panel-running')
    await view.getByRole('button', { name: 'Cancel' }).click()
    await view.getByText('Cancelled', { exact: true }).waitFor()
    await running
    await view.getByRole('button', { name: 'Resume' }).waitFor()
    await workbench.screenshot('job-panel-cancelled')
  })

  it('says so when its job is removed', async () => {
    const { workbench } = open()
    await workbench.openContainer('Wren')
    await workbench.tree('Jobs').runContextAction('slow', 'Remove Job from List')
    await workbench.dialog().getByRole('button', { name: 'Remove' }).click()
    await workbench.webview('This job is no longer on this machine.')
  })
})
