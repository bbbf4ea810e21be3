import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { InvokeCommand, type LambdaClient, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployFunction, invokeStreaming } from './localCloudFunction.ts'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

const logGroupName = '/aws/lambda/talk'
let cloud: StartedLocalCloud
let lambda: LambdaClient
let logs: CloudWatchLogsClient
beforeAll(async () => {
  cloud = await startLocalCloud()
  lambda = await deployFunction(cloud, 'talk', source)
  logs = new CloudWatchLogsClient({ ...cloud.clientConfiguration, maxAttempts: 1 })
})
afterAll(async () => {
  lambda.destroy()
  logs.destroy()
  await cloud[Symbol.asyncDispose]()
})

const source = `
  export const handler = async (event, context) => {
    for (let n = 0; n < (event.lines ?? 0); n += 1) console.log('line', n)
    if (event.raw) process.stdout.write(event.raw)
    if (event.crash) { console.error('last words'); process.kill(process.pid, 'SIGKILL') }
    if (event.reject) throw new Error(event.reject)
    return context.logStreamName
  }`

async function invoke(payload: object): Promise<string> {
  return JSON.parse((await invokeStreaming(lambda, 'talk', payload)).text)
}

it('keeps what a function writes in a stream that can be read by page and followed', async () => {
  const logStreamName = await invoke({ lines: 3, raw: 'no newline, ä' })
  expect(logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)
  const read = async (
    nextToken?: string,
    limit?: number,
  ): Promise<{ messages: readonly string[]; next: string | undefined }> => {
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, nextToken, limit }),
    )
    return {
      messages: page.events?.map((event) => event.message?.split('\t').at(-1) ?? '') ?? [],
      next: page.nextForwardToken,
    }
  }
  const first = await read(undefined, 3)
  expect(first.messages.map((message) => message.split(':')[0])).toEqual([
    'INIT_START Runtime Version',
    expect.stringMatching(/^START/),
    'line 0',
  ])
  const second = await read(first.next)
  expect(second.messages.slice(0, 2)).toEqual(['line 1', 'line 2'])
  const end = await read(second.next)
  expect(end).toEqual({ messages: [], next: second.next })
  // At the end the token stays, and goes on when there is more.
  expect(await invoke({ lines: 1 })).toBe(logStreamName)
  expect((await read(end.next)).messages).toContain('line 0')
  const last = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 1 }))
  expect(last.events?.[0]?.message).toMatch(/^REPORT RequestId/)
  const previous = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, limit: 1, nextToken: last.nextBackwardToken }),
  )
  expect(previous.events?.[0]?.message).toMatch(/^END RequestId/)
})

it('finds events of all streams by pattern', async () => {
  const first = await invoke({ raw: '{"call":"a1","level":"INFO","at":1}\n{"call":"a2","level":"ERROR","at":2}\n' })
  await lambda.send(new InvokeCommand({ FunctionName: 'talk', Payload: '{"crash":true}' }))
  await invoke({ raw: '{"call":"a1","level":"ERROR","at":3}\n' })
  const find = async (filterPattern: string): Promise<readonly (string | undefined)[]> => {
    const found = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }))
    return found.events?.map((event) => event.message) ?? []
  }
  expect(await find('{ $.call = "a1" && $.level = "ERROR" }')).toEqual(['{"call":"a1","level":"ERROR","at":3}'])
  expect(await find('{ $.at > 1 }')).toHaveLength(2)
  expect(await find('"last words"')).toHaveLength(1)
  expect(await find('"Runtime exited with error: signal: killed"')).toHaveLength(1)
  const streams = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
  )
  expect(streams.logStreams).toHaveLength(2)
  expect(streams.logStreams?.[1]?.logStreamName).toBe(first)
})

it('makes, describes and deletes groups', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'own' }))
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'own' }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  })
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: 'own', retentionInDays: 7 }))
  const described = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'ow' }))
  expect(described.logGroups).toMatchObject([{ logGroupName: 'own', retentionInDays: 7 }])
  await logs.send(new DeleteLogGroupCommand({ logGroupName: 'own' }))
  await expect(logs.send(new DescribeLogStreamsCommand({ logGroupName: 'own' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

it('writes JSON where the function asks for it', async () => {
  const client = await deployFunction(
    cloud,
    'json',
    `export const handler = async () => { console.warn({ a: 1 }); console.log('b %d', 2) }`,
    {
      LoggingConfig: { LogFormat: 'JSON' },
    },
  )
  await invokeStreaming(client, 'json')
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/json' }))
  const records = events?.map((event): Record<string, unknown> => JSON.parse(event.message ?? ''))
  expect(records?.map((record) => record['type'] ?? record['level'])).toEqual([
    'platform.initStart',
    'platform.start',
    'WARN',
    'INFO',
    'platform.report',
  ])
  expect(records?.map((record) => record['message']).slice(2, 4)).toEqual([{ a: 1 }, 'b 2'])
  client.destroy()
})

it('runs events that nobody waits for, twice more if they fail', async () => {
  const count = async (reason: string): Promise<number> => {
    const found = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: `"${reason}"` }))
    return found.events?.length ?? 0
  }
  const send = async (reject: string): Promise<number | undefined> =>
    (
      await lambda.send(
        new InvokeCommand({ FunctionName: 'talk', InvocationType: 'Event', Payload: JSON.stringify({ reject }) }),
      )
    ).StatusCode
  expect(await send('three times')).toBe(202)
  while ((await count('three times')) < 3) await delay(50)
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'talk', MaximumRetryAttempts: 0 }))
  await send('only once')
  while ((await count('only once')) < 1) await delay(50)
  expect(await count('three times')).toBe(3)
  await expect(
    lambda.send(
      new InvokeCommand({
        FunctionName: 'talk',
        InvocationType: 'Event',
        Payload: JSON.stringify('x'.repeat(1024 * 1024)),
      }),
    ),
  ).rejects.toMatchObject({ name: 'RequestTooLargeException' })
})
