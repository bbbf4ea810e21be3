import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AwsClient } from 'aws4fetch'
import { expect, it } from 'vitest'
import { deployFunction, invokeStreaming, zipOf } from './localCloudFunction.ts'
import { isRunning, processEnd } from './processEnd.ts'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

const source = `
  import { spawn } from 'node:child_process'
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    stream.write(process.pid + ' ' + child.pid)
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (event.loop) for (;;);
    if (event.wait) await new Promise((resolve) => setTimeout(resolve, 60_000))
    stream.end()
  })`

/** Invokes and resolves with the environment's processes, while the handler goes on. */
async function startInvocation(lambda: LambdaClient, payload: object): Promise<readonly number[]> {
  const { EventStream } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'task', Payload: JSON.stringify(payload) }),
  )
  const first = await EventStream?.[Symbol.asyncIterator]().next()
  const bytes = first?.done === false ? first.value.PayloadChunk?.Payload : undefined
  return Buffer.from(bytes ?? [])
    .toString()
    .split(' ')
    .map(Number)
}

const signer = ({ discovery }: StartedLocalCloud): AwsClient =>
  new AwsClient({ ...discovery, service: 'lambda', retries: 0 })

it('keeps functions, code, roles and objects when it is killed', async () => {
  const first = await startLocalCloud()
  const before = await deployFunction(first, 'task', source)
  const s3 = new S3Client({ ...first.clientConfiguration, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
  await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'whole', Body: 'whole' }))
  await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'torn', Body: 'torn' }))
  await first.stop('SIGKILL')
  // As a process leaves it that is killed while it writes.
  truncateSync(join(first.folder, 's3', 'buckets', 'kept', 'objects', 'torn.meta.json'), 5)

  await using second = await startLocalCloud([], first.folder)
  expect(second.discovery.accessKeyId).not.toBe(first.discovery.accessKeyId)
  const lambda = new LambdaClient({ ...second.clientConfiguration, maxAttempts: 1 })
  expect((await invokeStreaming(lambda, 'task')).text).toMatch(/^\d+ \d+$/)
  const again = new S3Client({ ...second.clientConfiguration, forcePathStyle: true })
  const kept = await again.send(new GetObjectCommand({ Bucket: 'kept', Key: 'whole' }))
  expect(await kept.Body?.transformToString()).toBe('whole')
  await expect(again.send(new GetObjectCommand({ Bucket: 'kept', Key: 'torn' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  })
  before.destroy()
})

it('stops when it is told to, and leaves no process', async () => {
  await using cloud = await startLocalCloud()
  const lambda = await deployFunction(cloud, 'task', source)
  const pids = await startInvocation(lambda, { loop: true })
  expect(pids.every(isRunning)).toBe(true)
  const answer = await signer(cloud).fetch(`${cloud.discovery.endpoint}/_local/stop`, { method: 'POST' })
  expect(answer.status).toBe(202)
  const [code] = await once(cloud.process, 'exit')
  expect(code).toBe(0)
  await processEnd(...pids)
  expect(existsSync(join(cloud.folder, 'discovery.json'))).toBe(false)
  lambda.destroy()
})

it('leaves no process when it is killed, not even one that never yields', async () => {
  await using cloud = await startLocalCloud()
  const lambda = await deployFunction(cloud, 'task', source)
  const pids = [...(await startInvocation(lambda, { loop: true })), ...(await startInvocation(lambda, { wait: true }))]
  await cloud.stop('SIGKILL')
  await processEnd(...pids)
  lambda.destroy()
})

it('ends itself when nobody uses it, but not while a function runs', async () => {
  const cloud = await startLocalCloud(['--idle-ms', '300'])
  const lambda = await deployFunction(cloud, 'task', source, { Timeout: 1 })
  const answer = await invokeStreaming(lambda, 'task', { wait: true })
  expect(answer.complete?.ErrorCode).toBe('Sandbox.Timedout')
  lambda.destroy()
  if (cloud.process.exitCode === null) await once(cloud.process, 'exit')
  expect(cloud.process.exitCode).toBe(0)
  rmSync(cloud.folder, { recursive: true })
})

// Windows has no modes: there what lies below the user's own folder is closed to others as it is.
const modeOf = (path: string): number =>
  process.platform === 'win32' ? (statSync(path).isDirectory() ? 0o700 : 0o600) : statSync(path).mode & 0o777

it('is the only one of its folder, which nobody else can read', async () => {
  await using cloud = await startLocalCloud(['--version', '1.2.3'])
  const mainPath = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))
  const second = spawn(process.execPath, [mainPath, '--folder', cloud.folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [text] = await once(second.stdout, 'data')
  expect(String(text)).toContain('Another local cloud owns')
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  expect(modeOf(join(cloud.folder, 'discovery.json'))).toBe(0o600)
  const answer = await signer(cloud).fetch(`${cloud.discovery.endpoint}/_local/status`)
  expect(await answer.json()).toMatchObject({
    pid: cloud.discovery.pid,
    version: '1.2.3',
    functions: [],
    environments: 0,
    runningInvocations: 0,
  })
  const fresh = join(mkdtempSync(join(tmpdir(), 'local-cloud-')), 'state')
  await using made = await startLocalCloud([], fresh)
  expect(modeOf(made.folder)).toBe(0o700)
})

it('goes through the states of a function', async () => {
  await using cloud = await startLocalCloud(['--concurrency', '7'])
  const lambda = await deployFunction(cloud, 'task', `export const handler = async () => process.env.GREETING ?? 'one'`)
  const FunctionName = 'task'
  const update = await lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: zipOf(`export const handler = async () => 'two ' + process.env.GREETING`),
    }),
  )
  expect(update).toMatchObject({ State: 'Active', LastUpdateStatus: 'InProgress' })
  await expect(lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5 }))).rejects.toMatchObject(
    { name: 'ResourceConflictException', $metadata: { httpStatusCode: 409 } },
  )
  const wait = { client: lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 }
  await waitUntilFunctionUpdatedV2(wait, { FunctionName })
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { GREETING: 'hi' } } }),
  )
  await waitUntilFunctionUpdatedV2(wait, { FunctionName })
  expect((await invokeStreaming(lambda, 'task')).text).toBe('"two hi"')
  expect((await lambda.send(new PublishVersionCommand({ FunctionName }))).Version).toBe('1')
  expect((await invokeStreaming(lambda, 'task:1')).text).toBe('"two hi"')
  const found = await lambda.send(
    new GetFunctionCommand({ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:task:1' }),
  )
  expect(found.Configuration).toMatchObject({ Version: '1', CodeSha256: update.CodeSha256, Handler: 'index.handler' })
  await expect(
    lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: 'arn:aws:iam::0:role/task-role',
        Handler: 'a.b',
        Code: { ZipFile: zipOf('') },
      }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceConflictException' })
  await expect(
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'bad',
        Role: 'arn:aws:iam::0:role/task-role',
        Handler: 'a.b',
        Code: { ZipFile: Buffer.from('no zip') },
      }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  await expect(
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'bad',
        Role: 'arn:aws:iam::0:role/none',
        Handler: 'a.b',
        Code: { ZipFile: zipOf('') },
      }),
    ),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  })
  const settings = await lambda.send(new GetAccountSettingsCommand())
  expect(settings.AccountLimit?.ConcurrentExecutions).toBe(7)
  expect((await lambda.send(new ListFunctionsCommand())).Functions?.map((one) => one.FunctionName)).toEqual(['task'])
  await lambda.send(new DeleteFunctionCommand({ FunctionName }))
  await expect(invokeStreaming(lambda, 'task')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  lambda.destroy()
})

it('takes code from S3', async () => {
  await using cloud = await startLocalCloud()
  const s3 = new S3Client({ ...cloud.clientConfiguration, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'code' }))
  await s3.send(
    new PutObjectCommand({
      Bucket: 'code',
      Key: 'function.zip',
      Body: zipOf(`export const handler = async () => 's3'`),
    }),
  )
  const lambda = await deployFunction(cloud, 'task', '', { Code: { S3Bucket: 'code', S3Key: 'function.zip' } })
  expect((await invokeStreaming(lambda, 'task')).text).toBe('"s3"')
  await expect(
    lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'task', S3Bucket: 'code', S3Key: 'none' })),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  lambda.destroy()
})
