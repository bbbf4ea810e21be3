import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { createRunFolder } from './createRunFolder.ts'
import type { RunFolder } from './createRunFolder.ts'
import { prepare } from './prepare.ts'

/** A headless Chromium; disposal ends it and removes what it wrote. */
export interface RunningBrowser extends AsyncDisposable {
  readonly browser: Browser
  readonly run: RunFolder
}

const quietFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Launches the Chromium from npm. */
export async function launchBrowser(): Promise<RunningBrowser> {
  const { executable, libraryFolders } = await prepare()
  await using stack = new AsyncDisposableStack()
  const run = stack.use(await createRunFolder())
  const libraryPath = [...libraryFolders, process.env['LD_LIBRARY_PATH']].filter((path) => path !== undefined).join(':')
  // Only a persistent context lets the profile's folder be chosen; the tests' own contexts are fresh all the same.
  const persistent = await chromium.launchPersistentContext(join(run.path, 'profile'), {
    executablePath: executable,
    artifactsDir: join(run.path, 'artifacts'),
    chromiumSandbox: false,
    args: quietFlags,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: { ...run.environment, ...(libraryPath === '' ? {} : { LD_LIBRARY_PATH: libraryPath }) },
  })
  stack.defer(() => persistent.close())
  const browser = persistent.browser()
  if (browser === null) throw new Error('Playwright gives no browser for its persistent context.')
  const kept = stack.move()
  return { browser, run, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
