import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rememberKeys } from '#runtime-client/aws/credentials'
import { LambdaInvoker } from '#runtime-client/aws/lambdaInvoker'
import type { SilenceLimits } from '#runtime-client/aws/lambdaInvoker'
import type { InvokePart } from '#runtime-client/ports'
import { completeFrame, payloadFrame, streamHeaders } from '../fakes/eventFrame.ts'

// Lambda's end of the wire, answering byte by byte as each test wants, with the real SDK at the other end.

type Answer = (response: ServerResponse, request: IncomingMessage) => void

let server: Server
let answer: Answer
/** What the service does once the client has read a piece of the reply. */
let onArrival: () => void
let requests: string[]
let connections: Set<Socket>
let invokers: LambdaInvoker[]

beforeEach(async () => {
  onArrival = () => undefined
  requests = []
  connections = new Set()
  invokers = []
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => answer(response, request))
  })
  server.on('connection', (socket) => connections.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  for (const invoker of invokers) invoker[Symbol.dispose]()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

function makeInvoker(limits?: SilenceLimits): LambdaInvoker {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = rememberKeys(async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }))
  const at = { kind: 'fixed', endpoint, s3Endpoint: endpoint } as const
  const invoker = new LambdaInvoker({ region: 'us-east-1', credentials, at }, limits)
  invokers.push(invoker)
  return invoker
}

const call = (delivery: 'streamed' | 'buffered') => ({ functionName: 'f', payload: Buffer.from('{}'), delivery })
const never = new AbortController().signal

/** What came and how it ended; `onChunk` once a piece of the reply has arrived. */
async function collect(
  parts: AsyncIterable<InvokePart>,
  onChunk: () => void = () => undefined,
): Promise<{ parts: unknown[]; fault: unknown }> {
  const collected: unknown[] = []
  try {
    for await (const part of parts) {
      if (part.kind === 'chunk') onChunk()
      collected.push(part.kind === 'chunk' ? Buffer.from(part.bytes).toString() : part)
    }
    return { parts: collected, fault: null }
  } catch (fault) {
    return { parts: collected, fault }
  }
}

const opened = { kind: 'opened', requestId: streamHeaders['x-amzn-requestid'] }
const lost = (code: string) => expect.objectContaining({ nature: 'connectionLost', code })

describe('a streamed invocation', () => {
  it('yields the reply as it comes, then the end', async () => {
    answer = (response) => {
      response.writeHead(200, streamHeaders)
      for (const part of [payloadFrame('one\n'), payloadFrame('two\n'), completeFrame()]) response.write(part)
      response.end()
    }
    const reply = await collect(makeInvoker().invoke(call('streamed'), never))
    expect(reply).toEqual({ parts: [opened, 'one\n', 'two\n', { kind: 'completed' }], fault: null })
    expect(requests).toEqual(['POST /2021-11-15/functions/f/response-streaming-invocations'])
  })

  it('puts frames together that arrive in pieces', async () => {
    answer = (response) => {
      response.writeHead(200, streamHeaders)
      const bytes = Buffer.concat([payloadFrame('one\n'), payloadFrame('two\n'), completeFrame()])
      const sendFrom = (at: number): void => {
        if (at >= bytes.length) response.end()
        else response.write(bytes.subarray(at, at + 7), () => setImmediate(sendFrom, at + 7))
      }
      sendFrom(0)
    }
    const reply = await collect(makeInvoker().invoke(call('streamed'), never))
    expect(reply.parts).toEqual([opened, 'one\n', 'two\n', { kind: 'completed' }])
  })

  it("hands on Lambda's word on a failed environment", async () => {
    answer = (response) => {
      response.writeHead(200, streamHeaders)
      response.write(payloadFrame('one\n'))
      const details = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 1 Error: exit status 7' }
      response.end(completeFrame({ ErrorCode: 'Unhandled', ErrorDetails: JSON.stringify(details) }))
    }
    const reply = await collect(makeInvoker().invoke(call('streamed'), never))
    const functionError = { type: 'Runtime.ExitError', message: 'RequestId: 1 Error: exit status 7' }
    expect(reply).toEqual({ parts: [opened, 'one\n', { kind: 'completed', functionError }], fault: null })
  })

  it.each<readonly [string, Answer, unknown[], unknown]>([
    ['a reset before the reply', (response) => response.socket?.resetAndDestroy(), [], lost('ECONNRESET')],
    [
      'a reset in mid-stream',
      (response) => {
        response.writeHead(200, streamHeaders)
        response.write(payloadFrame('one\n'))
        onArrival = () => response.socket?.resetAndDestroy()
      },
      [opened, 'one\n'],
      lost('ECONNRESET'),
    ],
    [
      'a connection closed in mid-stream',
      (response) => {
        response.writeHead(200, streamHeaders)
        response.write(payloadFrame('one\n'))
        onArrival = () => response.socket?.destroy()
      },
      [opened, 'one\n'],
      lost('ECONNRESET'),
    ],
    [
      'an end inside a frame',
      (response) => {
        response.writeHead(200, streamHeaders)
        response.write(payloadFrame('one\n'))
        response.end(payloadFrame('two\n').subarray(0, 20))
      },
      [opened, 'one\n'],
      expect.objectContaining({ nature: 'connectionLost' }),
    ],
    [
      'a clean end that comes too early, which is no error on the wire',
      (response) => {
        response.writeHead(200, streamHeaders)
        response.end(payloadFrame('one\n'))
      },
      [opened, 'one\n'],
      null,
    ],
    [
      'a clean end before anything',
      (response) => {
        response.writeHead(200, streamHeaders)
        response.end()
      },
      [opened],
      null,
    ],
    [
      'a throttle',
      (response) => {
        response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' })
        response.end('{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","message":"Rate Exceeded."}')
      },
      [],
      expect.objectContaining({ nature: 'throttled', code: 'TooManyRequestsException' }),
    ],
    [
      'a service error',
      (response) => response.writeHead(500, { 'x-amzn-errortype': 'ServiceException' }).end('{}'),
      [],
      expect.objectContaining({ nature: 'unavailable' }),
    ],
    [
      "a proxy's page",
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>'),
      [],
      expect.objectContaining({ nature: 'unavailable' }),
    ],
  ])('survives %s with a single request', async (_what, how, parts, fault) => {
    answer = how
    const reply = await collect(makeInvoker().invoke(call('streamed'), never), () => onArrival())
    expect(reply).toEqual({ parts, fault })
    expect(requests).toHaveLength(1)
  })

  it('takes a connection for dead on which nothing comes any more', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (response) => {
        response.on('close', resolve)
        response.writeHead(200, streamHeaders)
        response.write(payloadFrame('one\n'))
      }
    })
    const limits = { openingMs: 10_000, streamingMs: 200, bufferedMs: 10_000 }
    const reply = await collect(makeInvoker(limits).invoke(call('streamed'), never))
    expect(reply).toEqual({ parts: [opened, 'one\n'], fault: lost('Silence') })
    await closed
  })

  it('does not take a slow reader for a silent service', async () => {
    answer = (response) => {
      response.writeHead(200, streamHeaders)
      response.write(payloadFrame('one\n'))
      response.end(completeFrame())
    }
    const limits = { openingMs: 10_000, streamingMs: 300, bufferedMs: 10_000 }
    const kinds: string[] = []
    for await (const part of makeInvoker(limits).invoke(call('streamed'), never)) {
      kinds.push(part.kind)
      // Longer than the service may be silent.
      if (part.kind === 'opened') await delay(400)
    }
    expect(kinds).toEqual(['opened', 'chunk', 'completed'])
  })

  it.each<readonly [string, Answer]>([
    ['before the reply', () => undefined],
    ['in mid-stream', (response) => response.writeHead(200, streamHeaders).write(payloadFrame('one\n'))],
  ])('closes the connection when aborted %s', async (_when, how) => {
    const arrived = new Promise<ServerResponse>((resolve) => {
      answer = (response) => {
        how(response, response.req)
        resolve(response)
      }
    })
    const caller = new AbortController()
    const reply = collect(makeInvoker().invoke(call('streamed'), caller.signal))
    const response = await arrived
    const closed = once(response, 'close')
    caller.abort()
    await closed
    expect((await reply).fault).toMatchObject({ nature: 'connectionLost', kind: 'cancelled', code: 'Aborted' })
  })

  it('sends nothing when aborted already', async () => {
    const reply = await collect(makeInvoker().invoke(call('streamed'), AbortSignal.abort()))
    expect(reply).toEqual({ parts: [], fault: lost('Aborted') })
    expect(requests).toEqual([])
  })

  it('closes the connection of a reader who stops reading', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (response) => {
        response.on('close', resolve)
        response.writeHead(200, streamHeaders)
        response.write(payloadFrame('one\n'))
      }
    })
    for await (const part of makeInvoker().invoke(call('streamed'), never)) if (part.kind === 'chunk') break
    await expect(closed).resolves.toBeUndefined()
  })

  it('keeps more connections open at once than the SDK would, and uses them again', async () => {
    const held: ServerResponse[] = []
    answer = (response) => {
      held.push(response)
      if (held.length < 300) return
      for (const one of held.splice(0)) one.writeHead(200, streamHeaders).end(completeFrame())
    }
    const invoker = makeInvoker()
    invoker.setConcurrency(300)
    for (let round = 0; round < 2; round += 1) {
      const replies = await Promise.all(
        Array.from({ length: 300 }, () => collect(invoker.invoke(call('streamed'), never))),
      )
      expect(replies.every((reply) => reply.fault === null)).toBe(true)
    }
    expect(connections.size).toBe(300)
  })
})

describe('a buffered invocation', () => {
  it('yields its body as one chunk', async () => {
    answer = (response) => response.writeHead(200, { 'x-amzn-requestid': 'r' }).end('one\ntwo\n')
    const reply = await collect(makeInvoker().invoke(call('buffered'), never))
    expect(reply).toEqual({
      parts: [{ kind: 'opened', requestId: 'r' }, 'one\ntwo\n', { kind: 'completed' }],
      fault: null,
    })
    expect(requests).toEqual(['POST /2015-03-31/functions/f/invocations'])
  })

  it("hands on Lambda's word on a failed environment", async () => {
    answer = (response) => {
      response.writeHead(200, { 'x-amz-function-error': 'Unhandled', 'x-amzn-requestid': 'r' })
      response.end('{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}')
    }
    const reply = await collect(makeInvoker().invoke(call('buffered'), never))
    const functionError = { type: 'Sandbox.Timedout', message: 'Task timed out after 3.00 seconds' }
    expect(reply.parts).toEqual([
      { kind: 'opened', requestId: 'r' },
      { kind: 'completed', functionError },
    ])
  })

  it('is one request also when its reply is lost', async () => {
    answer = (response) => response.socket?.resetAndDestroy()
    expect(await collect(makeInvoker().invoke(call('buffered'), never))).toEqual({
      parts: [],
      fault: lost('ECONNRESET'),
    })
    expect(requests).toHaveLength(1)
  })

  it('takes a connection for dead that says nothing for longer than a function can run', async () => {
    answer = () => undefined
    const limits = { openingMs: 10_000, streamingMs: 10_000, bufferedMs: 50 }
    expect((await collect(makeInvoker(limits).invoke(call('buffered'), never))).fault).toEqual(lost('Silence'))
  })
})
