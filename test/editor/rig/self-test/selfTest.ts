// The rig's own tests: `node test/editor/rig/self-test/selfTest.ts [part of a title]` under Node 24.
import { join } from 'node:path'
import { finishTests } from '../finishTests.ts'
import { runUiTests } from '../runUiTests.ts'

const testFiles = ['workbench.test.ts', 'inEditorTests.test.ts', 'leftovers.test.ts'].map((name) =>
  join(import.meta.dirname, name),
)
await finishTests([await runUiTests({ testFiles, grep: process.argv.slice(2).find((arg) => !arg.startsWith('-')) })])
