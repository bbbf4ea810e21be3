import assert from 'node:assert/strict'
import { join } from 'node:path'
import { runInEditorTests } from '../runInEditorTests.ts'
import type { TestCounts } from '../testCounts.ts'

const runSample = (ending: string, timeoutMs: number = 60_000): Promise<TestCounts> =>
  runInEditorTests({
    name: 'rig-self-test',
    extensionFolder: join(import.meta.dirname, 'extension'),
    testFiles: [join(import.meta.dirname, 'in-editor', 'sample.test.ts')],
    workspaceFolder: join(import.meta.dirname, 'workspace'),
    environment: { RIG_SELF_TEST: ending },
    timeoutMs,
  })

describe('tests inside the editor', () => {
  it('pass', async () => assert.deepEqual(await runSample('pass'), { passed: 3, failed: 0 }))
  it('fail when a test fails', async () => assert.deepEqual(await runSample('fail'), { passed: 2, failed: 1 }))
  it('fail when their host dies', async () => assert.deepEqual(await runSample('die'), { passed: 0, failed: 1 }))
  it('fail when they hang', async () => assert.deepEqual(await runSample('hang', 10_000), { passed: 0, failed: 1 }))
})
