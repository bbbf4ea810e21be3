import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AwsClient } from 'aws4fetch'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FaultPlan } from '#local-cloud/faults/faultPlan'
import { deployFunction, invokeStreaming } from './localCloudFunction.ts'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

let cloud: StartedLocalCloud
let lambda: LambdaClient
beforeAll(async () => {
  cloud = await startLocalCloud()
  lambda = await deployFunction(cloud, 'count', source)
})
afterAll(async () => {
  lambda.destroy()
  await cloud[Symbol.asyncDispose]()
})

const source = `
  import { appendFileSync } from 'node:fs'
  const pause = () => new Promise((resolve) => setTimeout(resolve, 20))
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    for (let n = 0; n < 3; n += 1) { stream.write('chunk ' + n + ' '); await pause() }
    appendFileSync(event.path, 'x')
    stream.end()
  })`

async function usePlan(plan: Partial<FaultPlan>): Promise<void> {
  const aws = new AwsClient({ ...cloud.discovery, service: 'lambda', retries: 0 })
  const answer = await aws.fetch(`${cloud.discovery.endpoint}/_local/fault-plan`, {
    method: 'PUT',
    body: JSON.stringify(plan),
  })
  expect(answer.status).toBe(204)
}

/** What a client sees of one streamed call, and whether the function ran to its end. */
async function call(): Promise<{ seen: string; ran: boolean }> {
  const path = join(cloud.folder, `ran-${Math.random()}`)
  const seen = await invokeStreaming(lambda, 'count', { path }).then(
    ({ text, complete }) => `${text}${complete === null ? 'and no end' : 'and an end'}`,
    (error: { name: string; code?: string; message: string; $metadata?: { httpStatusCode?: number } }) =>
      [error.code ?? error.name, error.$metadata?.httpStatusCode].filter((part) => part !== undefined).join(' '),
  )
  const ran = (): boolean => {
    try {
      return readFileSync(path, 'utf8') === 'x'
    } catch {
      return false
    }
  }
  for (let tries = 0; tries < 20 && !ran(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10))
  return { seen, ran: ran() }
}

it('breaks the calls that a plan names, each in its way', async () => {
  const operation = 'InvokeWithResponseStream'
  const kinds = [
    'throttle',
    'serviceError',
    'resetBefore',
    'resetMidStream',
    'earlyEnd',
    'slowStart',
    'lostReply',
  ] as const
  await usePlan({
    calls: kinds.map((kind, index) => ({ operation, call: index + 1, kind, afterChunks: 2, delayMs: 30 })),
  })
  const outcomes: Record<string, { seen: string; ran: boolean }> = {}
  for (const kind of kinds) outcomes[kind] = await call()
  outcomes['none'] = await call()
  expect(outcomes).toEqual({
    throttle: { seen: 'TooManyRequestsException 429', ran: false },
    serviceError: { seen: 'ServiceException 500', ran: false },
    resetBefore: { seen: 'ECONNRESET', ran: false },
    resetMidStream: { seen: 'ECONNRESET', ran: true },
    earlyEnd: { seen: 'chunk 0 chunk 1 and no end', ran: true },
    slowStart: { seen: 'chunk 0 chunk 1 chunk 2 and an end', ran: true },
    lostReply: { seen: 'ECONNRESET', ran: true },
    none: { seen: 'chunk 0 chunk 1 chunk 2 and an end', ran: true },
  })
})

it('breaks whole replies too, in the words of each service', async () => {
  const s3 = new S3Client({ ...cloud.clientConfiguration, forcePathStyle: true, maxAttempts: 1 })
  const logs = new CloudWatchLogsClient({ ...cloud.clientConfiguration, maxAttempts: 1 })
  const Bucket = 'faulty'
  await s3.send(new CreateBucketCommand({ Bucket }))
  const fault = { afterChunks: 0, delayMs: 0 }
  await usePlan({
    calls: [
      { operation: 'PutObject', call: 1, kind: 'throttle', ...fault },
      { operation: 'PutObject', call: 2, kind: 'lostReply', ...fault },
      { operation: 'GetObject', call: 1, kind: 'resetMidStream', ...fault },
      { operation: 'Invoke', call: 1, kind: 'lostReply', ...fault },
      { operation: 'DescribeLogGroups', call: 1, kind: 'throttle', ...fault },
    ],
  })
  const errorOf = async (answer: Promise<unknown>): Promise<string> =>
    await answer.then(
      () => 'ok',
      (error: { name: string; code?: string }) => error.code ?? error.name,
    )
  const put = async (): Promise<unknown> =>
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x'.repeat(3_000_000) }))
  const get = async (): Promise<unknown> =>
    await (await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).Body?.transformToString()
  expect(await errorOf(put())).toBe('SlowDown')
  expect(await errorOf(put())).toBe('ECONNRESET')
  expect(await errorOf(get())).toBe('ECONNRESET')
  // It had been put, although nobody heard of it.
  expect(await get()).toBe('x'.repeat(3_000_000))
  const Payload = JSON.stringify({ path: join(cloud.folder, 'lost') })
  expect(await errorOf(lambda.send(new InvokeCommand({ FunctionName: 'count', Payload })))).toBe('ECONNRESET')
  expect(readFileSync(join(cloud.folder, 'lost'), 'utf8')).toBe('x')
  expect(await errorOf(logs.send(new DescribeLogGroupsCommand()))).toBe('ThrottlingException')
  s3.destroy()
  logs.destroy()
})

it('has the same fate for the same calls of the same plan', async () => {
  const fates = async (seed: number): Promise<readonly string[]> => {
    await usePlan({
      seed,
      rate: 0.5,
      weights: { throttle: 1, earlyEnd: 1, resetBefore: 2 },
      operations: ['InvokeWithResponseStream'],
    })
    const seen: string[] = []
    for (let n = 0; n < 8; n += 1) seen.push((await call()).seen)
    return seen
  }
  const first = await fates(1)
  expect(new Set(first).size).toBeGreaterThan(1)
  expect(await fates(1)).toEqual(first)
  expect(await fates(2)).not.toEqual(first)
  await usePlan({})
  expect((await call()).seen).toBe('chunk 0 chunk 1 chunk 2 and an end')
})
