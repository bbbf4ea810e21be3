import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTests } from '@vscode/test-electron'
import { bundleInEditorTests } from './bundleInEditorTests.ts'
import { rigPaths } from './rigPaths.ts'
import { countsFileVariable } from './testCounts.ts'
import type { TestCounts } from './testCounts.ts'

/** What to run inside a real extension host. Paths are absolute. */
export interface InEditorTests {
  /** Tells this run's files from another's. */
  readonly name: string
  readonly extensionFolder: string
  readonly testFiles: readonly string[]
  /** Opened as it is: tests that write get a copy. */
  readonly workspaceFolder: string
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

/** True where the editor is the one from npm, not a downloaded desktop VS Code. */
const usesServer = process.platform === 'linux' && process.arch === 'x64' && process.env['WREN_VSCODE'] !== 'desktop'

/**
 * Runs Mocha tests inside VS Code through @vscode/test-electron. Never throws for a failing test: a run that ended
 * without counts is one failure more.
 */
export async function runInEditorTests(tests: InEditorTests): Promise<TestCounts> {
  const entry = await bundleInEditorTests(tests.name, tests.testFiles)
  const folder = await mkdtemp(join(tmpdir(), 'wren-in-editor-'))
  const countsFile = join(folder, 'counts.json')
  try {
    const ended = await runTests({
      ...(usesServer ? { vscodeExecutablePath: rigPaths.shim } : {}),
      extensionDevelopmentPath: tests.extensionFolder,
      extensionTestsPath: entry,
      launchArgs: [tests.workspaceFolder],
      extensionTestsEnv: {
        ...tests.environment,
        [countsFileVariable]: countsFile,
        WREN_RIG_NODE: process.execPath,
        WREN_RIG_TIMEOUT_MS: String(tests.timeoutMs ?? 180_000),
      },
    }).then(
      () => true,
      () => false,
    )
    const text = await readFile(countsFile, 'utf8').catch(() => undefined)
    if (text === undefined) return { passed: 0, failed: 1 }
    const counts: TestCounts = JSON.parse(text)
    // All tests passed and yet VS Code said no: it died after them, or something else went wrong.
    return ended || counts.failed > 0 ? counts : { ...counts, failed: 1 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
