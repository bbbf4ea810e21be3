import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { finishTests } from './rig/finishTests.ts'
import { runInEditorTests } from './rig/runInEditorTests.ts'
import type { TestCounts } from './rig/testCounts.ts'

const root = join(import.meta.dirname, '..', '..')
const here = import.meta.dirname

/** Runs the suites that the arguments ask for, all by default, and leaves their counts. */
export async function runEditorTests(args: readonly string[]): Promise<void> {
  const grep = args.find((arg) => !arg.startsWith('--'))
  const counts: TestCounts[] = [await checkTypes()]
  if (!args.includes('--ui')) counts.push(await runInside(grep))
  if (!args.includes('--in-editor') && hasServer) counts.push(await runOutside(grep))
  await finishTests(counts)
}

/** The VS Code server from npm and its browser are for this platform; others run what desktop VS Code can. */
const hasServer = process.platform === 'linux' && process.arch === 'x64'

/** Only here, where the packages are installed that the tests are typed with. */
async function checkTypes(): Promise<TestCounts> {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  return await promisify(execFile)(process.execPath, [compiler, '-b', here]).then(
    () => ({ passed: 1, failed: 0 }),
    ({ stdout }: { readonly stdout: string }) => {
      process.stderr.write(stdout)
      return { passed: 0, failed: 1 }
    },
  )
}

async function runInside(grep: string | undefined): Promise<TestCounts> {
  const folder = await mkdtemp(join(tmpdir(), 'wren-suite-'))
  const workspaceFolder = join(folder, 'workspace')
  const home = join(folder, 'home')
  await cp(join(root, 'test', 'fixtures', 'workspace'), workspaceFolder, { recursive: true })
  try {
    return await runInEditorTests({
      name: 'wren',
      extensionFolder: root,
      testFiles: await testFilesIn('suite'),
      workspaceFolder,
      environment: {
        WREN_HOME: home,
        ...(grep === undefined ? {} : { WREN_TEST_GREP: grep }),
      },
    })
  } finally {
    await stopLocalCloud(home)
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

async function stopLocalCloud(home: string): Promise<void> {
  const environment = { ...process.env, WREN_HOME: home }
  await promisify(execFile)(process.execPath, [join(root, 'bin', 'wren.mjs'), 'local', 'stop'], { env: environment })
}

async function runOutside(grep: string | undefined): Promise<TestCounts> {
  // A browser is not installed where there is none to run.
  const { runUiTests } = await import('./rig/runUiTests.ts')
  return await runUiTests({ testFiles: await testFilesIn('ui'), grep })
}

async function testFilesIn(name: string): Promise<readonly string[]> {
  const names = await readdir(join(here, name))
  return names
    .filter((file) => file.endsWith('.test.ts'))
    .toSorted()
    .map((file) => join(here, name, file))
}
