import { writeFile } from 'node:fs/promises'
import type { TestCounts } from './testCounts.ts'

/** The end of a script that runs tests: adds up, writes the sum to the file of `--counts=`, sets the exit code. */
export async function finishTests(all: readonly TestCounts[]): Promise<void> {
  const passed = all.reduce((sum, counts) => sum + counts.passed, 0)
  const failed = all.reduce((sum, counts) => sum + counts.failed, 0)
  const option = process.argv.find((arg) => arg.startsWith('--counts='))
  if (option !== undefined) await writeFile(option.slice('--counts='.length), JSON.stringify({ passed, failed }))
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}
