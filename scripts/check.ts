// `npm run check`: types, lint, format, dead code and unit tests.
import { checks } from './checks.ts'
import { runChecks } from './runChecks.ts'

const results = await runChecks(checks)
process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0
