import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { useWorkbench } from '../rig/useWorkbench.ts'
import { eventually } from '../rig/workbench/eventually.ts'
import { Workbench } from '../rig/workbench/workbench.ts'
import { type AirportsWorkspace, prepareAirports } from './airportsWorkspace.ts'

/** Items that end one by one, when the file beside them says so. */
const gatedFunction = `import { existsSync } from 'node:fs'
export async function gated(line: string) {
  while (!existsSync(line)) await new Promise((resolve) => setTimeout(resolve, 20))
  return line
}
`

interface JobJson {
  readonly job: string
  readonly state: string
  readonly items: { readonly total: number; readonly succeeded?: number }
}

describe('a job that outlives its surroundings', () => {
  let airports: AirportsWorkspace
  const open = useWorkbench(async () => {
    airports = await prepareAirports()
    const { workspace, extensionsDir, environment } = airports
    await writeFile(join(workspace, 'src', 'gated.ts'), gatedFunction)
    return { workspace, extensionsDir, environment }
  })
  after(() => airports[Symbol.asyncDispose]())

  const gate = (name: string): string => join(open().folder ?? '', `${name}.gate`)
  const openGate = async (name: string): Promise<void> => await writeFile(gate(name), '')
  const jobsRow = (workbench: Workbench): ReturnType<Workbench['tree']> => workbench.tree('Jobs')

  /** Starts a job as a user does, from the lens; its items wait for `names`. */
  async function startGated(names: readonly string[]): Promise<void> {
    const { workbench, folder = '' } = open()
    await writeFile(join(folder, 'gates.txt'), names.map((name) => `${gate(name)}\n`).join(''))
    await workbench.openFile('gated.ts')
    await workbench.editor.clickCodeLens('Map over inputs')
    await workbench.quickPick.accept('gates.txt')
    await workbench.openContainer('Wren')
  }

  const newestJob = async (): Promise<JobJson> => {
    const { output } = await airports.wren('show', 'last', '--json')
    const shown: JobJson = JSON.parse(output)
    return shown
  }

  const runnerPid = async (): Promise<number> => {
    const { job } = await newestJob()
    const path = join(airports.environment['WREN_HOME'] ?? '', 'jobs', job, 'runner.json')
    const { pid }: { pid: number } = JSON.parse(await readFile(path, 'utf8'))
    return pid
  }

  it('is found again after a reload of the window', async () => {
    const { workbench } = open()
    await workbench.openContainer('Wren')
    await startGated(['a', 'b'])
    await openGate('a')
    await jobsRow(workbench).row('1 of 2').waitFor()
    await workbench.reload()
    await workbench.openContainer('Wren')
    await jobsRow(workbench).row('1 of 2').waitFor()
    await openGate('b')
    await jobsRow(workbench).row('2 succeeded').waitFor()
  })

  it('is found again after the extension host was killed', async () => {
    const { workbench } = open()
    const hosts = (): Promise<readonly number[]> => pidsOf(open().server.run.processes(), /--type=extensionHost/)
    await startGated(['c', 'd'])
    await jobsRow(workbench).row('0 of 2').waitFor()
    const [host] = await hosts()
    assert.ok(host)
    process.kill(host, 'SIGKILL')
    await openGate('c')
    // The window starts another host by itself.
    await eventually('another extension host', hosts, ([other]) => other !== undefined && other !== host)
    await jobsRow(workbench).row('1 of 2').waitFor()
    await openGate('d')
    await jobsRow(workbench).row('1 of 2').waitFor({ state: 'detached' })
    assert.equal((await newestJob()).items.succeeded, 2)
  })

  it('is interrupted when its runner is killed, and resumed by a retry', async () => {
    const { workbench } = open()
    await startGated(['e', 'f'])
    await openGate('e')
    await jobsRow(workbench).row('1 of 2').waitFor()
    process.kill(await runnerPid(), 'SIGKILL')
    await jobsRow(workbench).row('interrupted').waitFor()
    await workbench.screenshot('interrupted')
    await openGate('f')
    await jobsRow(workbench).runContextAction('interrupted', 'Retry Failed Items')
    await jobsRow(workbench).row('interrupted').waitFor({ state: 'detached' })
    await eventually('the job to end', newestJob, ({ state, items }) => state === 'done' && items.succeeded === 2)
  })

  it('is seen by two windows and the command line at once, and cancelled from any of them', async () => {
    const { workbench, server, folder } = open()
    await startGated(['g', 'h'])
    const page = await workbench.page.context().newPage()
    const second = new Workbench(page, server.url)
    await second.open(folder)
    await second.openContainer('Wren')
    for (const each of [workbench, second]) await jobsRow(each).row('0 of 2').waitFor()
    assert.equal((await newestJob()).state, 'running')
    assert.notDeepEqual(await pidsOf(server.run.processes(), ofJobs), [])
    await openGate('g')
    for (const each of [workbench, second]) await jobsRow(each).row('1 of 2').waitFor()
    await airports.wren('cancel', 'last')
    for (const each of [workbench, second]) await jobsRow(each).row('cancelled').waitFor()
    await page.close()
  })

  it('leaves no process behind', async () => {
    await airports.wren('local', 'stop')
    const { server } = open()
    await eventually(
      'what belongs to jobs to be gone',
      () => pidsOf(server.run.processes(), ofJobs),
      ({ length }) => length === 0,
    )
  })
})

/** Runners, the local cloud, and its environments. */
const ofJobs = /\/dist\/(runner|local-cloud)[\w-]*\.mjs/

/** Those of some processes whose command line matches. */
async function pidsOf(pids: readonly number[], pattern: RegExp): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'pid=,args=', '-p', pids.join(',')])
  const lines = stdout.split('\n').filter((line) => pattern.test(line))
  return lines.map((line) => Number(line.trim().split(' ', 1)[0]))
}
