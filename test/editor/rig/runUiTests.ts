import Mocha from 'mocha'
import { launchBrowser } from './launchBrowser.ts'
import type { TestCounts } from './testCounts.ts'

/** What to run outside of the editor. */
export interface UiTests {
  /** Absolute paths of TypeScript files that Node can run. */
  readonly testFiles: readonly string[]
  /** Only the tests whose whole title contains this. */
  readonly grep?: string | undefined
}

const testTimeoutMs = 60_000

/** Runs Mocha tests that drive VS Code through a browser, one after another with one Chromium for all. */
export async function runUiTests({ testFiles, grep }: UiTests): Promise<TestCounts> {
  await using running = await launchBrowser()
  const mocha = new Mocha({ ui: 'bdd', timeout: testTimeoutMs, ...(grep === undefined ? {} : { fgrep: grep }) })
  Object.assign(mocha.suite.ctx, { browser: running.browser })
  testFiles.forEach((file) => mocha.addFile(file))
  await mocha.loadFilesAsync()
  // Awaited here: the browser must live until the last test has ended.
  return await new Promise((resolve) => {
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed }))
  })
}
