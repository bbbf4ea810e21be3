import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  InvokeCommand,
  type InvokeCommandOutput,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployFunction, invokeStreaming } from './localCloudFunction.ts'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

let cloud: StartedLocalCloud
let lambda: LambdaClient
beforeAll(async () => {
  cloud = await startLocalCloud()
  lambda = await deployFunction(cloud, 'plain', plainSource)
  await deployFunction(cloud, 'stream', streamSource)
})
afterAll(async () => {
  lambda.destroy()
  await cloud[Symbol.asyncDispose]()
})

const plainSource = `
  export const handler = async (event, context) => {
    console.log('hello', event.name)
    if (event.reject) throw new RangeError(event.reject)
    if (event.bytes) return 'x'.repeat(event.bytes)
    if (event.never) await new Promise(() => {})
    if (event.stray) { Promise.reject(new Error('stray')); await new Promise((resolve) => setTimeout(resolve, 1000)) }
    const { functionName, memoryLimitInMB, clientContext, invokedFunctionArn } = context
    return { event, functionName, memoryLimitInMB, clientContext, invokedFunctionArn, left: context.getRemainingTimeInMillis() > 0 }
  }`
const streamSource = `
  import { existsSync } from 'node:fs'
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    if (event.early) throw new TypeError('too early')
    for (let n = 0; n < (event.count ?? 1); n += 1) stream.write(event.text ?? 'line ' + n + '\\n')
    while (event.until && !existsSync(event.until)) await new Promise((resolve) => setTimeout(resolve, 5))
    if (event.late) throw new TypeError('too late')
    stream.end('end')
  })`

const invoke = async (name: string, payload: unknown): Promise<InvokeCommandOutput> =>
  await lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }))
const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString('utf8'))

describe('Invoke', () => {
  it('answers with what a plain handler returns, and with the end of its log', async () => {
    const answer = await lambda.send(
      new InvokeCommand({
        FunctionName: 'plain',
        Payload: JSON.stringify({ name: 'wren' }),
        LogType: 'Tail',
        ClientContext: Buffer.from('{"a":1}').toString('base64'),
      }),
    )
    expect(answer.StatusCode).toBe(200)
    expect(answer.ExecutedVersion).toBe('$LATEST')
    expect(answer.FunctionError).toBeUndefined()
    expect(json(answer.Payload)).toEqual({
      event: { name: 'wren' },
      functionName: 'plain',
      memoryLimitInMB: '128',
      clientContext: { a: 1 },
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:plain',
      left: true,
    })
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8')
    expect(log).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\n.*\t\1\tINFO\thello wren\nEND RequestId: \1\nREPORT RequestId: \1\t/,
    )
    expect(log).toContain('Init Duration:')
    expect(log).toContain(answer.$metadata.requestId)
  })

  it('reports what a handler throws, and uses the environment again', async () => {
    const answer = await invoke('plain', { reject: 'no' })
    expect(answer.StatusCode).toBe(200)
    expect(answer.FunctionError).toBe('Unhandled')
    expect(json(answer.Payload)).toEqual({
      errorType: 'RangeError',
      errorMessage: 'no',
      trace: expect.arrayContaining(['RangeError: no']),
    })
    expect((await invoke('plain', {})).FunctionError).toBeUndefined()
  })

  it('reports a handler that can never settle, and an unhandled rejection', async () => {
    expect(json((await invoke('plain', { never: true })).Payload)).toMatchObject({ errorType: 'Runtime.NodeJsExit' })
    expect(json((await invoke('plain', { stray: true })).Payload)).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: stray',
    })
    expect((await invoke('plain', {})).FunctionError).toBeUndefined()
  })

  it('refuses payloads over 6 MB each way as AWS does', async () => {
    await expect(invoke('plain', 'x'.repeat(6_291_456))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    })
    expect((await invoke('plain', { bytes: 6_000_000 })).Payload).toHaveLength(6_000_002)
    const answer = await invoke('plain', { bytes: 6_291_557 })
    expect(answer.FunctionError).toBe('Unhandled')
    expect(json(answer.Payload)).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    })
  })

  it('answers a dry run and refuses what is no JSON or no function', async () => {
    const dry = await lambda.send(new InvokeCommand({ FunctionName: 'plain', InvocationType: 'DryRun' }))
    expect(dry.StatusCode).toBe(204)
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'plain', Payload: '{' }))).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    })
    await expect(invoke('missing', {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:missing',
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('gives a streaming handler back as one body', async () => {
    const answer = await invoke('stream', { count: 2 })
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('line 0\nline 1\nend')
  })
})

describe('InvokeWithResponseStream', () => {
  it('streams what a streaming handler writes, and ends with the log', async () => {
    const answer = await invokeStreaming(lambda, 'stream', { count: 3 }, 'Tail')
    expect(answer.text).toBe('line 0\nline 1\nline 2\nend')
    expect(answer.complete?.ErrorCode).toBeUndefined()
    expect(Buffer.from(answer.complete?.LogResult ?? '', 'base64').toString()).toContain('REPORT RequestId')
  })

  it('lets bytes through as they are written', async () => {
    const until = join(cloud.folder, 'go-on')
    const { EventStream } = await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'stream', Payload: JSON.stringify({ until }) }),
    )
    const seen: string[] = []
    for await (const event of EventStream ?? []) {
      if (event.PayloadChunk === undefined) continue
      seen.push(`${Buffer.from(event.PayloadChunk.Payload ?? []).toString()} ${existsSync(until)}`)
      // The handler writes the rest only when this file is there.
      writeFileSync(until, '')
    }
    expect(seen).toEqual(['line 0\n false', 'end true'])
  })

  it('passes 20 MB through whole, and a plain handler in one', async () => {
    const answer = await invokeStreaming(lambda, 'stream', { count: 2000, text: 'é'.repeat(5000) })
    expect(answer.text.length).toBe(2000 * 5000 + 3)
    expect((await invokeStreaming(lambda, 'plain', { bytes: 10 })).text).toBe('"xxxxxxxxxx"')
  })

  it('holds the handler back while nobody reads', async () => {
    const flood = await deployFunction(
      cloud,
      'flood',
      `import { once } from 'node:events'
       import { writeFileSync } from 'node:fs'
       export const handler = awslambda.streamifyResponse(async (event, stream) => {
         const chunk = Buffer.alloc(65536, 'x')
         let written = 0
         const halt = new Promise((resolve) => setTimeout(resolve, 700, 'halt'))
         for (let n = 0; n < 1000; n += 1) {
           written += 1
           if (stream.write(chunk)) continue
           if (await Promise.race([once(stream, 'drain'), halt]) === 'halt') break
         }
         writeFileSync(event.path, String(written))
         stream.end()
       })`,
    )
    const path = join(cloud.folder, 'written')
    const { EventStream } = await flood.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'flood', Payload: JSON.stringify({ path }) }),
    )
    while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20))
    let bytes = 0
    for await (const event of EventStream ?? []) bytes += event.PayloadChunk?.Payload?.length ?? 0
    // 64 MB were wanted; what the sockets and pipes on the way hold is a small part of it.
    expect(bytes).toBeLessThan(16 * 1024 * 1024)
    flood.destroy()
  })

  it('tells of an error before the first byte and of one after it', async () => {
    const early = await invokeStreaming(lambda, 'stream', { early: true })
    expect(early).toMatchObject({ text: '', complete: { ErrorCode: 'TypeError' } })
    const late = await invokeStreaming(lambda, 'stream', { late: true })
    expect(late).toMatchObject({ text: 'line 0\n', complete: { ErrorCode: 'TypeError' } })
    expect(JSON.parse(late.complete?.ErrorDetails ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'too late',
    })
  })
})

it('plays a Region without response streaming', async () => {
  await using other = await startLocalCloud(['--streaming', 'off'])
  const client = await deployFunction(other, 'stream', streamSource)
  await expect(invokeStreaming(client, 'stream')).rejects.toMatchObject({ name: 'InvalidRequestContentException' })
  const answer = await client.send(new InvokeCommand({ FunctionName: 'stream', Payload: '{}' }))
  expect(Buffer.from(answer.Payload ?? []).toString()).toBe('line 0\nend')
  client.destroy()
})
