import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { LambdaInvoker } from '#runtime-client/aws/lambdaInvoker'
import { rememberKeys } from '#runtime-client/aws/credentials'

/** What 1,000 streams at once cost the client. `rssMb` is the whole process after the last stream. */
export interface StreamMeasure {
  readonly openAtOnce: number
  readonly cpuMsPerInvocation: number
  readonly rssMb: number
}

const streams = 1000
const rounds = 5

/** Opens 1,000 streams at once against a stub in another process, five times over; CPU is the median round's. */
export async function measureStreams(): Promise<StreamMeasure> {
  const stub = await startStub(streams)
  const invoker = new LambdaInvoker({
    region: 'us-east-1',
    credentials: rememberKeys(async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' })),
    at: { kind: 'fixed', endpoint: stub.endpoint, s3Endpoint: stub.endpoint },
  })
  invoker.setConcurrency(streams)
  try {
    const cpuMs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const before = process.cpuUsage()
      await Promise.all(Array.from({ length: streams }, () => readOne(invoker)))
      const used = process.cpuUsage(before)
      cpuMs.push((used.user + used.system) / 1000 / streams)
    }
    cpuMs.sort((a, b) => a - b)
    return {
      openAtOnce: stub.openAtOnce(),
      cpuMsPerInvocation: cpuMs[Math.floor(rounds / 2)] ?? Infinity,
      rssMb: process.memoryUsage.rss() / 1024 / 1024,
    }
  } finally {
    invoker[Symbol.dispose]()
    stub.process.disconnect()
  }
}

const payload = Buffer.from(JSON.stringify({ kind: 'runBatch', items: [{ index: 0, attempt: 1, input: { n: 1 } }] }))

async function readOne(invoker: LambdaInvoker): Promise<void> {
  const call = { functionName: 'wren-runtime-1024', payload, delivery: 'streamed' } as const
  let isCompleted = false
  for await (const part of invoker.invoke(call, new AbortController().signal)) {
    if (part.kind === 'completed') isCompleted = true
  }
  if (!isCompleted) throw new Error('a stream ended without InvokeComplete')
}

interface Stub {
  readonly process: ChildProcess
  readonly endpoint: string
  openAtOnce(): number
}

async function startStub(hold: number): Promise<Stub> {
  const child = fork(fileURLToPath(new URL('stubLambdaServer.ts', import.meta.url)), [String(hold)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  let openAtOnce = 0
  child.on('message', (message) => {
    if (isMessage(message, 'openAtOnce')) openAtOnce = Math.max(openAtOnce, Number(message.openAtOnce))
  })
  const [listening] = await once(child, 'message')
  if (!isMessage(listening, 'listening')) throw new Error('the stub did not tell its port')
  return {
    process: child,
    endpoint: `http://127.0.0.1:${String(listening.port)}`,
    openAtOnce: () => openAtOnce,
  }
}

function isMessage(message: unknown, kind: string): message is { readonly [field: string]: unknown } {
  return typeof message === 'object' && message !== null && Reflect.get(message, 'kind') === kind
}
