import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { keepFailure } from './keepFailure.ts'
import { launchBrowser } from './launchBrowser.ts'
import type { ShimArguments } from './shimArguments.ts'
import { startVsCodeServer } from './startVsCodeServer.ts'
import type { VsCodeServer } from './startVsCodeServer.ts'

/** What wrappedTestsEntry.cjs puts before its lines: the page logs much of its own through the same function. */
const outputMark = 'wren-rig:'

/** How a run of tests may be bounded. */
export interface TestRunOptions {
  readonly timeoutMs: number
  /** Takes what the tests print, line by line. */
  readonly print: (line: string) => void
}

function pageUrl(server: VsCodeServer, args: ShimArguments): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`
  const payload = [
    ['skipWelcome', 'true'],
    ['extensionDevelopmentPath', remote(args.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(join(import.meta.dirname, 'wrappedTestsEntry.cjs'))],
  ]
  const query = new URLSearchParams({ payload: JSON.stringify(payload) })
  if (args.folder === undefined) query.set('ew', 'true')
  else query.set('folder', args.folder)
  return `${server.url}?${query}`
}

/** Opens the page and resolves with the code that VS Code would exit with. */
async function exitCodeOf(page: Page, url: string, { timeoutMs, print }: TestRunOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const timer = setTimeout(() => reject(new Error(`The tests did not end within ${timeoutMs} ms.`)), timeoutMs)
  page.on('crash', () => reject(new Error('The page crashed.')))
  await page.exposeFunction('codeAutomationLog', (_level: string, [line]: readonly unknown[]) => {
    if (typeof line === 'string' && line.startsWith(outputMark)) print(line.slice(outputMark.length))
  })
  await page.exposeFunction('codeAutomationExit', (code: number) => resolve(code))
  try {
    await page.goto(url)
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

/** Runs an extension's tests in a server and browser of its own; resolves with the exit code: 0 only if all passed. */
export async function runTestsInServer(args: ShimArguments, options: TestRunOptions): Promise<number> {
  await using running = await launchBrowser()
  await using server = await startVsCodeServer({
    smokeTestDriver: true,
    workspaceTrust: args.workspaceTrust,
    environment: { WREN_RIG_TESTS_ENTRY: args.extensionTestsPath },
  })
  await using context = await running.browser.newContext()
  const page = await context.newPage()
  try {
    const code = await exitCodeOf(page, pageUrl(server, args), options)
    const reachedEnd = existsSync(join(server.run.path, 'tests-ended'))
    if (reachedEnd && code === 0) return 0
    if (!reachedEnd) options.print('The extension host ended before the tests did; nothing says how they went.')
    options.print(`Screenshot and logs are in ${await keepFailure('in-editor', page, server)}`)
    return code === 0 ? 1 : code
  } catch (error) {
    options.print(`Screenshot and logs are in ${await keepFailure('in-editor', page, server)}`)
    throw error
  }
}
