import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startVsCodeServer } from '../startVsCodeServer.ts'
import { processesOfRun } from '../processesOfRun.ts'
import { eventually } from '../workbench/eventually.ts'

const nothingLeft = (folders: readonly string[]): Promise<unknown> =>
  eventually(
    'nothing to be left of the run',
    async () => folders.filter((folder) => existsSync(folder) || processesOfRun(folder).length > 0),
    (left) => left.length === 0,
  )

describe('a run', () => {
  it('leaves nothing when it is disposed of', async () => {
    const server = await startVsCodeServer()
    assert.notEqual(server.run.processes().length, 0)
    await server[Symbol.asyncDispose]()
    assert.deepEqual(server.run.processes(), [])
    assert.equal(existsSync(server.run.path), false)
  })

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`leaves nothing when its launcher ends by ${signal}`, async () => {
      const launcher = fork(join(import.meta.dirname, 'launcher.ts'))
      const [{ folders }] = await once(launcher, 'message')
      for (const folder of folders) assert.notEqual(processesOfRun(folder).length, 0)
      launcher.kill(signal)
      await nothingLeft(folders)
    })
  }
})
