import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { isOwnerAlive } from '#owner-lock'
import { type Installation, type JobRequest, type JobSnapshot, type ResultRecord, WrenClient } from '#runtime-client'
import type { DiscoveryRecord } from '#runtime-client/local/discoveryRecord'
import { ensureLocalCloud } from '#runtime-client/local/ensureLocalCloud'
import type { LocalCloudSettings } from '#runtime-client/local/spawnLocalCloud'
import { type JobFolder, jobFolder } from '#runtime-client/job/jobFolder'
import { build } from '../../scripts/build.ts'

/** A trace that an item of test/fixtures/jobs/work.ts left behind. */
export interface Trace {
  readonly what: 'start' | 'end' | 'aborted'
  readonly index: number
  readonly attempt: number
  readonly at: number
}

/** What a fault plan may say; see src/local-cloud/faults. */
export interface PlannedFaults {
  readonly seed?: number
  readonly rate?: number
  readonly weights?: Readonly<Record<string, number>>
  readonly operations?: readonly string[]
}

const version = '0.0.1'
const fixtures = fileURLToPath(new URL('../fixtures/jobs/', import.meta.url))

/** A WREN_HOME of its own with the built Wren over it; disposing of it stops its local cloud and deletes it. */
export class JobSandbox implements AsyncDisposable {
  readonly folder: string
  readonly home: string
  readonly client: WrenClient
  private readonly distFolder: string

  private constructor(distFolder: string, folder: string) {
    this.folder = folder
    this.home = join(folder, 'home')
    this.distFolder = distFolder
    this.client = new WrenClient({ home: this.home, distFolder, version })
  }

  /** `settings` are those of its local cloud, which then runs already. */
  static async open(settings: LocalCloudSettings = {}, folder?: string): Promise<JobSandbox> {
    const { distFolder } = await build()
    const sandbox = new JobSandbox(distFolder, folder ?? mkdtempSync(join(tmpdir(), 'wren-job-')))
    await sandbox.startLocalCloud(settings)
    return sandbox
  }

  async startLocalCloud(settings: LocalCloudSettings = {}): Promise<DiscoveryRecord> {
    const entryPath = join(this.distFolder, 'local-cloud.mjs')
    return await ensureLocalCloud({ home: this.home, version, entryPath, settings })
  }

  get installation(): Installation {
    return { home: this.home, distFolder: this.distFolder, version }
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  jobFolder(jobId: string): JobFolder {
    return jobFolder(this.home, jobId)
  }

  /** Writes items as JSON Lines; resolves to the path. */
  items(name: string, items: readonly unknown[]): string {
    writeFileSync(this.path(name), items.map((item) => `${JSON.stringify(item)}\n`).join(''))
    return this.path(name)
  }

  /** A request for `work` of test/fixtures/jobs/work.ts over some items. */
  request(items: readonly unknown[], options: Partial<JobRequest> = {}): JobRequest {
    return {
      modulePath: join(fixtures, 'work.ts'),
      exportName: 'work',
      inputPath: options.inputPath ?? this.items(`items-${Math.random()}.jsonl`, items),
      profile: 'local',
      itemConcurrency: 1,
      retries: 0,
      itemTimeoutMs: 60_000,
      memoryMb: 512,
      skipBadInput: false,
      ...options,
      env: { RUNS: this.path('runs.jsonl'), ...options.env },
    }
  }

  fixture(name: string): string {
    return join(fixtures, name)
  }

  /** Runs a job to its end. */
  async run(request: JobRequest): Promise<JobSnapshot> {
    const { jobId } = await this.client.startJob(request)
    return await this.end(jobId)
  }

  /** The last snapshot of a job. */
  async end(jobId: string): Promise<JobSnapshot> {
    let last: JobSnapshot | undefined
    for await (const snapshot of this.client.followJob(jobId)) last = snapshot
    if (last === undefined) throw new Error(`Nothing was told of job ${jobId}.`)
    return last
  }

  /** The first snapshot that is as wanted. */
  async when(jobId: string, isWanted: (snapshot: JobSnapshot) => boolean): Promise<JobSnapshot> {
    let last: JobSnapshot | undefined
    for await (const snapshot of this.client.followJob(jobId)) {
      if (isWanted(snapshot)) return snapshot
      last = snapshot
    }
    throw new Error(`The job ended without it: ${JSON.stringify(last)}`)
  }

  results(jobId: string): readonly ResultRecord[] {
    return [...this.client.resultLines(jobId)].map((line) => {
      const record: ResultRecord = JSON.parse(line)
      return record
    })
  }

  /** What the items left behind so far, in the order in which it happened. */
  traces(what?: Trace['what'], name = 'runs.jsonl'): readonly Trace[] {
    return readTraces(this.path(name)).filter((trace) => what === undefined || trace.what === what)
  }

  /** Starts of items that had been recorded by then: what is recorded must not run again. */
  startsAfterRecord(jobId: string, name?: string): readonly Trace[] {
    using reader = this.client.openJob(jobId)
    const endedAt = new Map(reader.items({ limit: 1e6 }).map((item) => [item.index, item.endedAt]))
    return this.traces('start', name).filter(({ index, at }) => at > (endedAt.get(index) ?? Infinity))
  }

  /** The pid in a job's runner.json: that of its living runner. */
  runnerPid(jobId: string): number {
    const { pid }: { readonly pid: number } = JSON.parse(readFileSync(this.jobFolder(jobId).runnerAddress, 'utf8'))
    return pid
  }

  /** Resolves when the runner of a job that has ended has tidied up and is gone. */
  async runnerIsGone(jobId: string): Promise<void> {
    while (isOwnerAlive(this.jobFolder(jobId).lock)) await delay(10)
  }

  async useFaultPlan(plan: PlannedFaults | null): Promise<void> {
    const { endpoint, accessKeyId, secretAccessKey, region } = await this.startLocalCloud()
    const signer = new AwsClient({ accessKeyId, secretAccessKey, region, service: 'lambda', retries: 0 })
    const body = plan === null ? '' : JSON.stringify(plan)
    const { status } = await signer.fetch(`${endpoint}/_local/fault-plan`, { method: 'PUT', body })
    if (status !== 204) throw new Error(`The fault plan was answered with ${status}.`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.stopLocalCloud()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

function readTraces(path: string): readonly Trace[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const trace: Trace = JSON.parse(line)
      return trace
    })
}

/** How many traces there are per item. */
export function countByIndex(traces: readonly Trace[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { index } of traces) counts.set(index, (counts.get(index) ?? 0) + 1)
  return counts
}
