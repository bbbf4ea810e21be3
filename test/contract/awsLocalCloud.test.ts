import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureLocalCloud } from '#runtime-client/local/ensureLocalCloud'
import { localCloudStatus } from '#runtime-client/local/localCloudStatus'
import { stopLocalClouds } from '#runtime-client/local/stopLocalClouds'

const entryPath = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))
const ensureModule = new URL('../../src/runtime-client/local/ensureLocalCloud.ts', import.meta.url).href

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wren-local-'))
})
afterEach(async () => {
  await stopLocalClouds(home)
  await rm(home, { recursive: true, maxRetries: 3 })
})

const request = (version = '1.0.0') => ({ home, version, entryPath })

/** The pid that another process finds. */
async function pidFoundElsewhere(): Promise<number> {
  const script = `import { ensureLocalCloud } from ${JSON.stringify(ensureModule)}
    process.stdout.write(String((await ensureLocalCloud(${JSON.stringify(request())})).pid))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return Number(await text(child.stdout))
}

async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  const isAlive = (): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  while (isAlive()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('the local cloud of a home', () => {
  it('is one for all who ask at the same time, and outlives them', async () => {
    const pids = await Promise.all([pidFoundElsewhere(), pidFoundElsewhere(), pidFoundElsewhere()])
    const { pid } = await ensureLocalCloud(request())
    expect(new Set([...pids, pid]).size).toBe(1)
    expect(await localCloudStatus(home)).toMatchObject([{ record: { pid }, runningInvocations: 0 }])
  })

  it('is started again when it was killed, whatever it left behind', async () => {
    const { pid } = await ensureLocalCloud(request())
    await killed(pid)
    const again = await ensureLocalCloud(request())
    expect(again.pid).not.toBe(pid)
  })

  it('is another one for another version, and a stopped version leaves no folder', async () => {
    const older = await ensureLocalCloud(request('1.0.0'))
    const newer = await ensureLocalCloud(request('2.0.0'))
    expect(newer.pid).not.toBe(older.pid)
    expect((await localCloudStatus(home)).map((cloud) => cloud.record.version).sort()).toEqual(['1.0.0', '2.0.0'])
    expect(await stopLocalClouds(home)).toHaveLength(2)
    expect(await localCloudStatus(home)).toEqual([])
    await ensureLocalCloud(request('3.0.0'))
    expect(await readdir(join(home, 'local-cloud'))).toEqual(['3.0.0'])
  })

  it('tells the end of its log when it does not start', async () => {
    const broken = join(home, 'broken.mjs')
    await writeFile(broken, 'console.error("no port for me"); process.exit(3)')
    await expect(ensureLocalCloud({ ...request(), entryPath: broken })).rejects.toMatchObject({
      name: 'WrenError',
      message: 'The local cloud did not start: it ended with code 3.\nno port for me',
    })
  })

  it('does not take a discovery file for a local cloud', async () => {
    const folder = join(home, 'local-cloud', '1.0.0')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'discovery.json'), '{"pid": 1, "vers')
    const { pid } = await ensureLocalCloud(request())
    expect(pid).toBeGreaterThan(1)
  })

  // Windows has no process groups to send a signal to.
  it.skipIf(process.platform === 'win32')('is not taken along by a Ctrl-C that ends who started it', async () => {
    const script = `import { ensureLocalCloud } from ${JSON.stringify(ensureModule)}
      process.stdout.write(String((await ensureLocalCloud(${JSON.stringify(request())})).pid) + '\\n')
      setInterval(() => {}, 1000)`
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(starter.stdout, 'data')
    const exited = once(starter, 'exit')
    // A terminal sends SIGINT to the whole process group.
    process.kill(-(starter.pid ?? 0), 'SIGINT')
    await exited
    expect((await ensureLocalCloud(request())).pid).toBe(Number(line))
  })
})
