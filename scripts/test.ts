// `npm test`: the checks, the build, and every suite. The last line is `N passed, N failed`.
import { build } from './build.ts'
import { checks, suites } from './checks.ts'
import { runChecks, runSuites } from './runChecks.ts'

const checked = await runChecks(checks)
const built = await buildOnce()
const tested = await runSuites(suites)

const results = [...checked, ...tested]
const passed = results.reduce((sum, result) => sum + result.passed, built ? 1 : 0)
const failed = results.reduce((sum, result) => sum + result.failed, built ? 0 : 1)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

async function buildOnce(): Promise<boolean> {
  try {
    const { ms } = await build()
    process.stdout.write(`ok      build (${(ms / 1000).toFixed(1)} s)\n`)
    return true
  } catch (error) {
    process.stdout.write(`FAILED  build\n${String(error)}\n`)
    return false
  }
}
