import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { build } from 'esbuild'
import type { BatchItem, ControlState, RunBatchRequest } from '#protocol/invocation'
import { bundleKey, controlKey } from '#protocol/objectKeys'
import type { ItemFinished, WorkerEvent } from '#protocol/workerEvent'
import { startLocalCloud } from './startLocalCloud.ts'
import { buildRuntimeZip } from '../../lambda-runtime/build.ts'

export type Delivery = RunBatchRequest['delivery']

export const deliveries: readonly Delivery[] = ['streamed', 'buffered']

const bucket = 'worker-test'

/** What a batch is asked for beyond the defaults: every field of a request, and the name of a fixture as its module. */
export type BatchOptions = Partial<Omit<RunBatchRequest, 'bundle'>> & {
  readonly fixture?: string
  readonly exportName?: string
  readonly functionName?: string
  /** Called as the reply comes; a buffered one comes at once. */
  readonly onEvent?: (event: WorkerEvent) => void
  /** Called after each chunk of a streamed reply; the next one is read when it has resolved. */
  readonly onChunk?: () => Promise<void>
}

/** A whole reply. */
export interface BatchReplyRead {
  readonly events: readonly WorkerEvent[]
  /** What follows the last line break; empty in a whole reply. */
  readonly torn: string
  readonly functionError: string | undefined
  /** The end of an item, by its index. */
  end(index: number): ItemFinished
  /** What an item logged, as one text. */
  log(index: number | null): string
}

/** A local cloud with the built worker deployed to it. */
export class WorkerCloud implements AsyncDisposable {
  private readonly cloud: Awaited<ReturnType<typeof startLocalCloud>>
  private readonly lambda: LambdaClient
  private readonly s3: S3Client
  private readonly uploaded = new Set<string>()

  private constructor(cloud: Awaited<ReturnType<typeof startLocalCloud>>) {
    this.cloud = cloud
    this.lambda = new LambdaClient({ ...cloud.clientConfiguration, maxAttempts: 1 })
    this.s3 = new S3Client({ ...cloud.clientConfiguration, forcePathStyle: true })
  }

  static async start(): Promise<WorkerCloud> {
    const started = new WorkerCloud(await startLocalCloud())
    await started.s3.send(new CreateBucketCommand({ Bucket: bucket }))
    await started.deploy('worker', 512, 60)
    return started
  }

  async deploy(name: string, memoryMb: number, timeoutSeconds: number): Promise<void> {
    const iam = new IAMClient(this.cloud.clientConfiguration)
    const roleName = `${name}-role`
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: '{}' }))
    iam.destroy()
    await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Role: Role?.Arn,
        Handler: 'index.handler',
        Code: { ZipFile: await buildRuntimeZip() },
        Timeout: timeoutSeconds,
        MemorySize: memoryMb,
        Environment: { Variables: { KEPT: 'as deployed' } },
      }),
    )
    const waiter = { client: this.lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 }
    await waitUntilFunctionActiveV2(waiter, { FunctionName: name })
  }

  /** Runs one batch; each input is an item, its index its place. */
  async run(inputs: readonly unknown[], options: BatchOptions = {}): Promise<BatchReplyRead> {
    const { fixture = 'everyEnd.mjs', exportName = 'run', functionName = 'worker', onEvent, onChunk, ...rest } = options
    const sha256 = await this.upload(fixture)
    const jobId = rest.jobId ?? `job-${randomUUID()}`
    if (rest.control === undefined) await this.putControl(jobId, false)
    const items = inputs.map((input, index): BatchItem => ({ index, attempt: 1, input }))
    const request: RunBatchRequest = {
      kind: 'runBatch',
      protocol: 1,
      jobId,
      batchId: `batch-${randomUUID()}`,
      delivery: 'streamed',
      bucket,
      bundle: { key: bundleKey(sha256), sha256, exportName },
      items: { kind: 'inline', items },
      itemTimeoutMs: 20_000,
      itemConcurrency: 1,
      logBytesPerItem: 256 * 1024,
      inlineValueBytes: 1024 * 1024,
      environment: { unset: [], set: {} },
      control: { key: controlKey(jobId, 1), pollMs: 100, leaseMs: 60_000 },
      ...rest,
    }
    return await this.send(functionName, request, onEvent, onChunk)
  }

  /** Sends any payload at all. */
  async send(
    functionName: string,
    request: { readonly delivery: Delivery },
    onEvent: (event: WorkerEvent) => void = () => {},
    onChunk: () => Promise<void> = () => Promise.resolve(),
  ): Promise<BatchReplyRead> {
    const input = { FunctionName: functionName, Payload: Buffer.from(JSON.stringify(request)) }
    const reading = new ReplyReading(onEvent)
    if (request.delivery === 'buffered') {
      const { Payload, FunctionError } = await this.lambda.send(new InvokeCommand(input))
      if (FunctionError === undefined) reading.add(Payload ?? new Uint8Array())
      return reading.end(FunctionError)
    }
    const { EventStream } = await this.lambda.send(new InvokeWithResponseStreamCommand(input))
    let error: string | undefined
    for await (const part of EventStream ?? []) {
      if (part.PayloadChunk?.Payload !== undefined) reading.add(part.PayloadChunk.Payload)
      await onChunk()
      if (part.InvokeComplete?.ErrorCode !== undefined) error = part.InvokeComplete.ErrorCode
    }
    return reading.end(error)
  }

  async putControl(jobId: string, cancelled: boolean): Promise<void> {
    const state: ControlState = { kind: 'control', protocol: 1, cancelled }
    await this.put(controlKey(jobId, 1), JSON.stringify(state))
  }

  async put(key: string, body: string | Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
  }

  async get(key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return (await Body?.transformToString()) ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.lambda.destroy()
    this.s3.destroy()
    await this.cloud[Symbol.asyncDispose]()
  }

  private async upload(fixture: string): Promise<string> {
    const path = fileURLToPath(new URL(`../fixtures/worker/${fixture}`, import.meta.url))
    const bytes = fixture.endsWith('.cjs') ? await bundle(path) : await readFile(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (!this.uploaded.has(sha256)) await this.put(bundleKey(sha256), bytes)
    this.uploaded.add(sha256)
    return sha256
  }
}

async function bundle(path: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

class ReplyReading {
  private readonly decoder = new TextDecoder()
  private readonly events: WorkerEvent[] = []
  private rest = ''
  private readonly onEvent: (event: WorkerEvent) => void

  constructor(onEvent: (event: WorkerEvent) => void) {
    this.onEvent = onEvent
  }

  add(bytes: Uint8Array): void {
    const lines = (this.rest + this.decoder.decode(bytes, { stream: true })).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      const event: WorkerEvent = JSON.parse(line)
      this.events.push(event)
      this.onEvent(event)
    }
  }

  end(functionError: string | undefined): BatchReplyRead {
    const { events, rest } = this
    return {
      events,
      torn: rest,
      functionError,
      end: (index) => {
        const ends = events.filter((event) => event.kind === 'finished').filter((event) => event.index === index)
        if (ends.length !== 1 || ends[0] === undefined) throw new Error(`Item ${index} has ${ends.length} ends.`)
        return ends[0]
      },
      log: (index) =>
        events
          .filter((event) => event.kind === 'log')
          .filter((event) => event.index === index)
          .map((event) => event.text)
          .join('\n'),
    }
  }
}
