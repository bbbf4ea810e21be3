import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WrenClient } from '#runtime-client'
import type { JobRequest, JobSnapshot } from '#runtime-client'

const root = join(import.meta.dirname, '../..')

/** A WREN_HOME of its own with the built parts of this checkout; its local cloud ends with it. */
export class BenchHome implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'wren-bench-'))
  readonly client = new WrenClient({ home: this.folder, distFolder: join(root, 'dist'), version: '0.0.0-bench' })

  path(name: string): string {
    return join(this.folder, name)
  }

  /** Writes `count` JSON lines; `line` makes the text of one. */
  async writeInput(name: string, count: number, line: (index: number) => string): Promise<string> {
    const path = this.path(name)
    const file = createWriteStream(path)
    for (let index = 0; index < count; index++) if (!file.write(`${line(index)}\n`)) await once(file, 'drain')
    await new Promise<void>((resolve) => file.end(resolve))
    return path
  }

  /** Runs a job to its end. Throws where an item of it did not succeed. */
  async runJob(exportName: string, inputPath: string, change: Partial<JobRequest> = {}): Promise<JobSnapshot> {
    const { jobId } = await this.client.startJob({
      modulePath: join(import.meta.dirname, 'fixtures/functions.ts'),
      exportName,
      inputPath,
      profile: 'local',
      itemConcurrency: 1,
      retries: 0,
      itemTimeoutMs: 60_000,
      memoryMb: 1_024,
      env: {},
      skipBadInput: false,
      ...change,
    })
    let last: JobSnapshot | null = null
    for await (const snapshot of this.client.followJob(jobId)) last = snapshot
    if (last === null || last.state !== 'done' || last.counts.succeeded !== last.total) {
      throw new Error(`the job of the benchmark ended so: ${JSON.stringify(last)}`)
    }
    return last
  }

  /** Milliseconds from the first dispatch of a job to its last commit. */
  dispatchToCommitMs(snapshot: JobSnapshot): number {
    using job = this.client.openJob(snapshot.jobId)
    const [first] = job.invocations(0, 1)
    if (first === undefined || snapshot.endedAt === null) throw new Error('the job of the benchmark sent nothing')
    return snapshot.endedAt - first.sentAt
  }

  /** Process ids of the runners that live in this home. */
  runnerPids(): readonly number[] {
    return this.client.jobIds().flatMap((jobId) => {
      try {
        const address: unknown = JSON.parse(readFileSync(this.path(`jobs/${jobId}/runner.json`), 'utf8'))
        return typeof address === 'object' && address !== null && 'pid' in address ? [Number(address.pid)] : []
      } catch {
        return []
      }
    })
  }

  /** Runs `wren` as a user does; resolves with its exit code. */
  async runCli(args: readonly string[], onOutput: (text: string) => void = () => undefined): Promise<number | null> {
    const child = spawn(process.execPath, [join(root, 'bin/wren.mjs'), ...args], {
      env: { ...process.env, WREN_HOME: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => onOutput(bytes.toString()))
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.stopLocalCloud()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
