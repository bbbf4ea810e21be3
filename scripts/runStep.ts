import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** One command of a run, as a Node script with its arguments; relative to the repository. */
export interface Step {
  readonly name: string
  readonly script: string
  readonly args: readonly string[]
  /**
   * A vitest project counts its tests in its report, other suites in a file that their `--counts=` names; any other
   * step counts as one.
   */
  readonly counts: 'tests' | 'step'
}

/** How a step ended; `output` is all that it wrote. */
export interface StepResult {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly output: string
  readonly ms: number
}

/** A step that runs the tests of one vitest project (vitest.config.ts). */
export const vitestStep = (project: string): Step => ({
  name: `${project} tests`,
  script: 'node_modules/vitest/vitest.mjs',
  args: [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `${vitestOption}${reportPathOf(project)}`,
  ],
  counts: 'tests',
})

/** A step that runs suites of its own kind and leaves `{passed, failed}` in the file that `--counts=` names. */
export const countingStep = (name: string, script: string): Step => ({
  name: `${name} tests`,
  script,
  args: [`${countsOption}${reportPathOf(name)}`],
  counts: 'tests',
})

const vitestOption = '--outputFile.json='
const countsOption = '--counts='
const reportPathOf = (name: string): string => join(root, '.build', 'test-reports', `${name}.json`)

/** Runs a step to its end; never rejects because the step failed. Nothing of it is left when this process ends. */
export async function runStep(step: Step): Promise<StepResult> {
  const startedAt = performance.now()
  const report = step.args.find((arg) => arg.startsWith(vitestOption) || arg.startsWith(countsOption))
  const reportPath = report?.slice(report.indexOf('=') + 1)
  if (reportPath !== undefined) {
    await mkdir(dirname(reportPath), { recursive: true })
    // A report of the last run must not speak for this one.
    await rm(reportPath, { force: true })
  }
  const { code, output } = await runNode([join(root, step.script), ...step.args])
  const counted = reportPath === undefined ? null : await countTests(reportPath)
  const ms = Math.round(performance.now() - startedAt)
  if (counted === null) {
    // Suites that left no report have not come to their end, whatever their exit code says.
    const passed = code === 0 && step.counts === 'step' ? 1 : 0
    return { name: step.name, passed, failed: 1 - passed, output, ms }
  }
  // It also ends with an error for what is no test: an unhandled rejection, no test at all.
  const failed = code !== 0 && counted.failed === 0 ? 1 : counted.failed
  return { name: step.name, passed: counted.passed, failed, output, ms }
}

const running = new Set<ChildProcess>()
const endRunning = (): void => running.forEach((child) => child.kill())
process.once('exit', endRunning)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

function runNode(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const colour = process.stderr.isTTY && process.env['NO_COLOR'] === undefined ? { FORCE_COLOR: '1' } : {}
  const child = spawn(
    process.execPath,
    [...process.execArgv.filter((flag) => flag.startsWith('--experimental')), ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...colour },
    },
  )
  running.add(child)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      running.delete(child)
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() })
    })
  })
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { status: string }[] }[]
}

interface TestCounts {
  readonly passed: number
  readonly failed: number
}

async function countTests(path: string): Promise<TestCounts | null> {
  let report: VitestReport | TestCounts
  try {
    report = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
  if ('passed' in report) return report
  // A file that does not load fails without a failing test in it.
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length }
}
