import type { Browser } from 'playwright-core'
import { keepFailure } from './keepFailure.ts'
import { openWorkbench } from './openWorkbench.ts'
import type { OpenWorkbench, WorkbenchOptions } from './openWorkbench.ts'

declare module 'mocha' {
  interface Context {
    /** The one Chromium of the whole run. */
    readonly browser: Browser
  }
}

/**
 * Gives the suites of a file a fresh VS Code of their own and ends it after them; a failing test leaves a screenshot
 * and logs. Returns a function, for the window is there only while tests run.
 */
export function useWorkbench(options: WorkbenchOptions | (() => Promise<WorkbenchOptions>)): () => OpenWorkbench {
  let open: OpenWorkbench | undefined
  before('opens VS Code', async function () {
    open = await openWorkbench(this.browser, typeof options === 'function' ? await options() : options)
  })
  afterEach('keeps what a failure looked like', async function () {
    if (open === undefined || this.currentTest?.state !== 'failed') return
    const folder = await keepFailure(this.currentTest.fullTitle(), open.workbench.page, open.server)
    process.stdout.write(`      Screenshot and logs are in ${folder}\n`)
  })
  after('closes VS Code', async () => {
    await open?.[Symbol.asyncDispose]()
  })
  return () => {
    if (open === undefined) throw new Error('The window is there only while tests run.')
    return open
  }
}
