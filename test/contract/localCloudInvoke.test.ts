import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployFunction, invokeStreaming } from './localCloudFunction.ts'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

let cloud: StartedLocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud()
})
afterAll(async () => {
  await cloud[Symbol.asyncDispose]()
})

const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString('utf8'))

describe('Invoke', () => {
  it('answers with what a plain handler returns, and with the end of its log', async () => {
    const lambda = await deployFunction(
      cloud,
      'echo',
      `export const handler = async (event, context) => {
         console.log('hello', event.name)
         return { event, name: context.functionName, memory: context.memoryLimitInMB, left: context.getRemainingTimeInMillis() > 0 }
       }`,
    )
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: 'echo', Payload: JSON.stringify({ name: 'wren' }), LogType: 'Tail' }),
    )
    expect(answer.StatusCode).toBe(200)
    expect(answer.FunctionError).toBeUndefined()
    expect(json(answer.Payload)).toEqual({ event: { name: 'wren' }, name: 'echo', memory: '128', left: true })
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8')
    expect(log).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\n.*\t\1\tINFO\thello wren\nEND RequestId: \1\nREPORT RequestId: \1\t/,
    )
    expect(log).toContain('Init Duration:')
  })
})

describe('InvokeWithResponseStream', () => {
  it('streams what a streaming handler writes', async () => {
    const lambda = await deployFunction(
      cloud,
      'stream',
      `export const handler = awslambda.streamifyResponse(async (event, stream) => {
         for (let n = 0; n < event.count; n += 1) stream.write('line ' + n + '\\n')
         stream.end()
       })`,
    )
    const answer = await invokeStreaming(lambda, 'stream', { count: 3 }, 'Tail')
    expect(answer.text).toBe('line 0\nline 1\nline 2\n')
    expect(answer.complete?.ErrorCode).toBeUndefined()
    expect(Buffer.from(answer.complete?.LogResult ?? '', 'base64').toString()).toContain('REPORT RequestId')
  })
})
