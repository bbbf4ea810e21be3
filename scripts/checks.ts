import type { Step } from './runStep.ts'
import { countingStep, vitestStep } from './runStep.ts'

const check = (name: string, script: string, ...args: readonly string[]): Step => ({
  name,
  script,
  args,
  counts: 'step',
})

/** What `npm run check` runs: all that can be told in seconds. */
export const checks: readonly Step[] = [
  check('types', 'node_modules/typescript/bin/tsc', '-b'),
  check('lint', 'node_modules/oxlint/bin/oxlint', '--deny-warnings'),
  check('format', 'node_modules/oxfmt/bin/oxfmt', '--check'),
  check('dead code', 'node_modules/knip/bin/knip.js'),
  vitestStep('unit'),
]

/** What `npm test` runs after the checks, one after the other: each starts processes of its own. */
export const suites: readonly Step[] = [
  vitestStep('house'),
  vitestStep('contract'),
  vitestStep('cli'),
  countingStep('editor', 'test/editor/main.ts'),
]
