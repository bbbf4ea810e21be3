import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployFunction, invokeStreaming } from './localCloudFunction.ts'
import { processEnd } from './processEnd.ts'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

let cloud: StartedLocalCloud
let lambda: LambdaClient
beforeAll(async () => {
  cloud = await startLocalCloud(['--concurrency', '4'])
  lambda = await deployFunction(cloud, 'task', source, { Timeout: 2, MemorySize: 256 })
})
afterAll(async () => {
  lambda.destroy()
  await cloud[Symbol.asyncDispose]()
})

const source = `
  import { spawn } from 'node:child_process'
  import { existsSync, writeFileSync } from 'node:fs'
  let runs = 0
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
    runs += 1
    stream.write(JSON.stringify({ pid: process.pid, runs, temporary: process.env.TMPDIR, region: process.env.AWS_REGION }))
    await pause(1)
    switch (event.do) {
      case 'exit': process.exit(7)
      case 'kill': process.kill(process.pid, 'SIGKILL')
      case 'child': { const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']); stream.write(' ' + child.pid); await pause(50); process.exit(1) }
      case 'loop': for (;;);
      case 'memory': { const kept = []; for (;;) { kept.push(Buffer.alloc(8 << 20, 1)); await pause(5) } }
      case 'wait': while (!existsSync(event.until)) await pause(5)
    }
    if (event.mark) writeFileSync(event.mark, 'done')
    stream.end()
  })`

const run = async (
  payload: object = {},
): Promise<{
  pid: number
  runs: number
  text: string
  error: string | undefined
  details: string | undefined
  temporary: string
}> => {
  const { text, complete } = await invokeStreaming(lambda, 'task', payload)
  const end = text.indexOf('}') + 1
  const { pid, runs, temporary }: { pid: number; runs: number; temporary: string } = JSON.parse(text.slice(0, end))
  return { pid, runs, temporary, text: text.slice(end), error: complete?.ErrorCode, details: complete?.ErrorDetails }
}

it('uses a warm environment again, and removes the folder of an ended one', async () => {
  const first = await run()
  const second = await run()
  expect([second.pid, second.runs]).toEqual([first.pid, first.runs + 1])
  expect(existsSync(second.temporary)).toBe(true)
  process.kill(second.pid, 'SIGKILL')
  await processEnd(second.pid)
  const third = await run()
  expect(third.runs).toBe(1)
  while (existsSync(second.temporary)) await delay(5)
})

it('tells how an environment died, after all that it said before, and starts a new one', async () => {
  const exit = await run({ do: 'exit' })
  expect(exit.error).toBe('Runtime.ExitError')
  expect(exit.details).toMatch(/RequestId: \S+ Error: Runtime exited with error: exit status 7/)
  const kill = await run({ do: 'kill' })
  expect(kill.pid).not.toBe(exit.pid)
  // Windows knows no signals: there a killed process ends with code 1.
  expect(kill.details).toContain(process.platform === 'win32' ? 'exit status 1' : 'signal: killed')
  const buffered = await lambda.send(new InvokeCommand({ FunctionName: 'task', Payload: '{"do":"exit"}' }))
  expect(buffered.FunctionError).toBe('Unhandled')
  expect(JSON.parse(Buffer.from(buffered.Payload ?? []).toString())).toMatchObject({ errorType: 'Runtime.ExitError' })
  expect((await run()).runs).toBe(1)
})

it('ends an environment whose process is killed from outside, with all that it started', async () => {
  const until = join(cloud.folder, 'never')
  const { EventStream } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'task', Payload: JSON.stringify({ do: 'wait', until }) }),
  )
  let code: string | undefined
  for await (const event of EventStream ?? []) {
    if (event.PayloadChunk !== undefined) {
      const { pid }: { pid: number } = JSON.parse(Buffer.from(event.PayloadChunk.Payload ?? []).toString())
      process.kill(pid, 'SIGKILL')
    }
    code ??= event.InvokeComplete?.ErrorCode
  }
  expect(code).toBe('Runtime.ExitError')
  const parent = await run({ do: 'child' })
  expect(parent.error).toBe('Runtime.ExitError')
  await processEnd(parent.pid, Number(parent.text))
})

it('stops at the time limit, even a handler that never yields', async () => {
  const answer = await run({ do: 'loop' })
  expect(answer.error).toBe('Sandbox.Timedout')
  expect(answer.details).toMatch(/RequestId: \S+ Error: Task timed out after 2.00 seconds/)
  await processEnd(answer.pid)
  expect((await run()).runs).toBe(1)
})

// Windows does not tell what a tree of processes holds: there only the worker's own watch applies.
it.skipIf(process.platform === 'win32')('stops at the memory limit', async () => {
  expect((await run({ do: 'memory' })).error).toBe('Runtime.OutOfMemory')
  expect((await run()).runs).toBe(1)
})

it('goes on when the client is gone', async () => {
  const [until, mark] = [join(cloud.folder, 'gone'), join(cloud.folder, 'mark')]
  const leaving = new AbortController()
  const { EventStream } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'task', Payload: JSON.stringify({ do: 'wait', until, mark }) }),
    { abortSignal: leaving.signal },
  )
  const events = EventStream?.[Symbol.asyncIterator]()
  await events?.next()
  leaving.abort()
  await events?.next().catch(() => {})
  writeFileSync(until, '')
  while (!existsSync(mark)) await delay(5)
})

it('refuses more invocations at a time than the account or the function may have', async () => {
  const until = join(cloud.folder, 'free')
  const payload = JSON.stringify({ do: 'wait', until })
  const invoke = async (): Promise<string> =>
    await lambda.send(new InvokeCommand({ FunctionName: 'task', Payload: payload })).then(
      (answer) => answer.FunctionError ?? 'ok',
      (error: { name: string; Reason?: string; $metadata: { httpStatusCode?: number } }) => {
        writeFileSync(until, '')
        return `${error.name} ${error.Reason} ${error.$metadata.httpStatusCode}`
      },
    )
  const answers = await Promise.all(Array.from({ length: 5 }, invoke))
  expect(answers.sort()).toEqual([
    'TooManyRequestsException ConcurrentInvocationLimitExceeded 429',
    'ok',
    'ok',
    'ok',
    'ok',
  ])
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'task', ReservedConcurrentExecutions: 0 }))
  expect(await invoke()).toBe('TooManyRequestsException ReservedFunctionConcurrentInvocationLimitExceeded 429')
})

it('tells how a function fails to start', async () => {
  const cases = [
    ['throws', `throw new RangeError('at the start')`, 'RangeError'],
    ['syntax', `export const handler = ;`, 'Runtime.UserCodeSyntaxError'],
    ['import', `import 'not-there'`, 'Runtime.ImportModuleError'],
    ['handler', `export const other = 1`, 'Runtime.HandlerNotFound'],
    ['exits', `process.exit(3)`, 'Runtime.ExitError'],
  ] as const
  for (const [name, code, errorType] of cases) {
    const client = await deployFunction(cloud, name, code)
    const { complete } = await invokeStreaming(client, name)
    expect([name, complete?.ErrorCode]).toEqual([name, errorType])
    client.destroy()
  }
})

it('leaves no folder behind', async () => {
  await using other = await startLocalCloud(['--environment-idle-ms', '1'])
  const client = await deployFunction(other, 'task', source)
  await invokeStreaming(client, 'task')
  const folder = join(other.folder, 'tmp')
  while (existsSync(folder) && readdirSync(folder).length > 0) await delay(10)
  client.destroy()
})
