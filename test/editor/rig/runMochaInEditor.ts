import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'
import { countsFileVariable } from './testCounts.ts'
import type { TestCounts } from './testCounts.ts'

/**
 * The body of a tests' entry (`run` of @vscode/test-electron): `define` declares the suites. Rejects when a test
 * failed or none ran; leaves the counts in the file that the environment names.
 */
export async function runMochaInEditor(define: () => void): Promise<void> {
  const grep = process.env['WREN_TEST_GREP']
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    ...(grep === undefined ? {} : { grep }),
  })
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  define()
  const counts = await new Promise<TestCounts>((resolve) => {
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed }))
  })
  const file = process.env[countsFileVariable]
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`)
  if (counts.passed === 0) throw new Error('No test ran')
}
