import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleKey, controlKey } from '#protocol/objectKeys'
import type { HandedBack } from '#protocol/workerEvent'
import { processEnd } from './processEnd.ts'
import { deliveries, WorkerCloud, type BatchReplyRead, type Delivery } from './workerCloud.ts'

let cloud: WorkerCloud
beforeAll(async () => {
  cloud = await WorkerCloud.start()
  await cloud.deploy('short', 512, 3)
})
afterAll(() => cloud[Symbol.asyncDispose]())

/** Indexes handed back, by reason. */
function handedBack(reply: BatchReplyRead): Partial<Record<HandedBack['reason'], readonly number[]>> {
  const all: Partial<Record<HandedBack['reason'], readonly number[]>> = {}
  for (const event of reply.events) {
    if (event.kind === 'handedBack')
      all[event.reason] = [...(all[event.reason] ?? []), ...event.indexes].sort((a, b) => a - b)
  }
  return all
}

const otherProtocol = (delivery: Delivery) => ({ kind: 'runBatch', protocol: 99, delivery })

const refusalOf = (reply: BatchReplyRead) => reply.events.find((event) => event.kind === 'batchRefused')

describe.each(deliveries)('a %s batch is refused', (delivery) => {
  it('when the export is missing, or is no function', async () => {
    for (const exportName of ['runn', 'notAFunction']) {
      const reply = await cloud.run([1, 2], { delivery, exportName })
      expect(reply.events).toMatchObject([
        { kind: 'batchRefused', reason: 'missingExport', exports: ['run'] },
        { kind: 'batchEnded', finished: 0, handedBack: 0 },
      ])
    }
  })

  it('when the module throws while it is loaded', async () => {
    const reply = await cloud.run([1], { delivery, fixture: 'throwsOnLoad.mjs' })
    expect(refusalOf(reply)).toMatchObject({
      reason: 'loadFailed',
      error: { name: 'TypeError', message: 'this module does not load' },
    })
    expect(reply.log(null)).toBe('about to throw')
  })

  it('when the module ends its process while it is loaded', async () => {
    const reply = await cloud.run([1], { delivery, fixture: 'exitsOnLoad.mjs' })
    expect(refusalOf(reply)).toMatchObject({
      reason: 'loadFailed',
      error: { message: expect.stringContaining('process.exit(9)') },
    })
  })

  it('when the bundle is not there, or not what its hash says', async () => {
    const sha256 = createHash('sha256').update('something else').digest('hex')
    const request = {
      kind: 'runBatch',
      protocol: 1,
      jobId: 'j',
      batchId: 'b',
      delivery,
      bucket: 'worker-test',
    } as const
    const bundle = { key: bundleKey(sha256), sha256, exportName: 'run' }
    const rest = { bundle, items: { kind: 'inline', items: [] }, control: { key: 'none', pollMs: 1000, leaseMs: 1000 } }
    const missing = await cloud.send('worker', { ...request, ...rest })
    expect(refusalOf(missing)).toMatchObject({ reason: 'bundleUnavailable' })
    await cloud.put(bundleKey(sha256), 'export const run = () => 1')
    const wrong = await cloud.send('worker', { ...request, ...rest })
    expect(refusalOf(wrong)).toMatchObject({
      reason: 'bundleUnavailable',
      error: { message: expect.stringContaining(sha256) },
    })
  })

  it('when it speaks another protocol', async () => {
    const reply = await cloud.send('worker', otherProtocol(delivery))
    expect(refusalOf(reply)).toMatchObject({ reason: 'protocolMismatch', protocol: 1, error: { kind: 'protocol' } })
    expect(reply.events.at(-1)).toMatchObject({ kind: 'batchEnded', finished: 0, handedBack: 0 })
  })
})

describe.each(deliveries)('a %s batch stops', (delivery) => {
  it('before the Lambda time limit, and hands back what it did not start', async () => {
    const inputs = Array.from({ length: 40 }, () => ['blockFor', 200])
    const reply = await cloud.run(inputs, { delivery, functionName: 'short' })
    const { deadline = [] } = handedBack(reply)
    expect(reply.functionError).toBeUndefined()
    expect(deadline.length).toBeGreaterThan(20)
    const finished = reply.events.filter((event) => event.kind === 'finished')
    expect([...finished.map((event) => event.index), ...deadline]).toEqual(inputs.map((_, index) => index))
    expect(reply.events.at(-1)).toMatchObject({ finished: finished.length, handedBack: deadline.length })
  })

  it('before the Lambda time limit, and hands back what would not end in time', async () => {
    const reply = await cloud.run([['echo', 0], 'loopForever', ['echo', 2]], { delivery, functionName: 'short' })
    expect(reply.functionError).toBeUndefined()
    expect(reply.end(0)).toMatchObject({ outcome: 'succeeded' })
    expect(handedBack(reply)).toEqual({ deadline: [1, 2] })
  })

  it('before the Lambda time limit, and gives up on an item that had all of it', async () => {
    const reply = await cloud.run(['loopForever'], { delivery, functionName: 'short' })
    expect(reply.end(0)).toMatchObject({
      outcome: 'timedOut',
      error: { message: expect.stringContaining('time limit on Lambda') },
    })
  })

  it('when the job is cancelled; running items are told and end as cancelled', async () => {
    const jobId = `cancelled-${delivery}`
    await cloud.putControl(jobId, true)
    const control = { key: controlKey(jobId, 1), pollMs: 1_500, leaseMs: 60_000 }
    const inputs = [['echo', 0], 'waitForAbort', ['echo', 2], ['echo', 3]]
    const reply = await cloud.run(inputs, { delivery, jobId, control })
    expect(reply.end(0)).toMatchObject({ outcome: 'succeeded' })
    expect(reply.end(1)).toMatchObject({ outcome: 'cancelled', error: { kind: 'cancelled', name: 'AbortError' } })
    expect(handedBack(reply)).toEqual({ cancelled: [2, 3] })
  })

  it('when the job is cancelled; an item that does not listen is ended', async () => {
    const jobId = `deaf-${delivery}`
    await cloud.putControl(jobId, true)
    const control = { key: controlKey(jobId, 1), pollMs: 1_500, leaseMs: 60_000 }
    const reply = await cloud.run(['loopForever', ['echo', 1]], { delivery, jobId, control })
    expect(reply.end(0)).toMatchObject({ outcome: 'cancelled', error: { kind: 'cancelled' } })
    expect(handedBack(reply)).toEqual({ cancelled: [1] })
  })

  it('when the lease is over, or the job is gone', async () => {
    const jobId = `left-${delivery}`
    await cloud.putControl(jobId, false)
    const lease = { key: controlKey(jobId, 1), pollMs: 300, leaseMs: 500 }
    const over = await cloud.run(['waitForAbort', ['echo', 1]], { delivery, jobId, control: lease })
    expect(handedBack(over)).toEqual({ leaseEnded: [0, 1] })
    const gone = { key: controlKey('nobody', 1), pollMs: 200, leaseMs: 60_000 }
    const reply = await cloud.run(['waitForAbort', ['echo', 1]], { delivery, jobId, control: gone })
    expect(handedBack(reply)).toEqual({ leaseEnded: [0, 1] })
  })
})

describe('a batch', () => {
  it('is handed back whole when the job is gone before its module is loaded', async () => {
    const control = { key: controlKey('nobody', 1), pollMs: 100, leaseMs: 60_000 }
    const reply = await cloud.run([1, 2], { fixture: 'neverLoads.mjs', control })
    expect(handedBack(reply)).toEqual({ leaseEnded: [0, 1] })
    expect(reply.events.at(-1)).toMatchObject({ kind: 'batchEnded', finished: 0, handedBack: 2 })
  })

  it('hands back what a buffered reply has no room for', async () => {
    const inputs = Array.from({ length: 200 }, () => ['text', 50_000])
    const reply = await cloud.run(inputs, { delivery: 'buffered' })
    const { replyFull = [] } = handedBack(reply)
    const finished = reply.events.filter((event) => event.kind === 'finished')
    expect(replyFull.length).toBeGreaterThan(50)
    expect(finished.length + replyFull.length).toBe(200)
    expect(finished.every((event) => event.outcome === 'succeeded')).toBe(true)
  })

  it('reads its items from S3 where they are many', async () => {
    const items = Array.from({ length: 1000 }, (_, index) => ({ index, attempt: 1, input: ['echo', index] }))
    const text = JSON.stringify(items)
    await cloud.put('wren/jobs/stored/items/b.json', text)
    const sha256 = createHash('sha256').update(text).digest('hex')
    const reply = await cloud.run([], { items: { kind: 'stored', key: 'wren/jobs/stored/items/b.json', sha256 } })
    const indexes = reply.events.filter((event) => event.kind === 'finished').map((event) => event.index)
    expect(indexes).toEqual(items.map((item) => item.index))
  })

  it('calls a CommonJS export, and a default one', async () => {
    const reply = await cloud.run([5], { fixture: 'commonJs.cjs' })
    expect(reply.end(0)).toMatchObject({ value: { json: { item: 5, from: 'CommonJS' } } })
  })

  it('sees its own environment variables from the first line of its module', async () => {
    const options = { fixture: 'readsEnvironmentOnLoad.mjs', exportName: 'default' }
    const plain = await cloud.run([1], options)
    expect(plain.end(0)).toMatchObject({
      value: { json: { kept: 'as deployed', key: expect.any(String), added: null } },
    })
    const environment = { unset: ['AWS_*', 'KEPT'], set: { ADDED: 'by the request' } }
    const changed = await cloud.run([1], { ...options, environment })
    expect(changed.end(0)).toMatchObject({ value: { json: { kept: null, key: null, added: 'by the request' } } })
  })

  it('uses the process of the same job again, and a new one for another job', async () => {
    const ids: unknown[] = []
    for (const jobId of ['first', 'first', 'second']) {
      const reply = await cloud.run(['processId'], { jobId })
      ids.push(reply.end(0))
    }
    const [first, again, other] = ids.map((end) => (end as { value: { json: number } }).value.json)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('takes along what an item has started', async () => {
    const path = join(tmpdir(), `worker-started-${process.pid}`)
    const reply = await cloud.run([['startProcess', path]])
    expect(reply.end(0)).toMatchObject({ outcome: 'crashed' })
    await processEnd(Number(await readFile(path, 'utf8')))
  })

  it('is no slower reader than its items have time', async () => {
    let chunks = 0
    const inputs = Array.from({ length: 12 }, () => ['logLong', 700])
    const reply = await cloud.run(inputs, {
      itemTimeoutMs: 1_500,
      logBytesPerItem: 1024 * 1024,
      // Longer than any item may take, with far more to read than the connection holds.
      onChunk: async () => {
        chunks += 1
        if (chunks === 2) await new Promise((resolve) => setTimeout(resolve, 3_000))
      },
    })
    const ends = reply.events.filter((event) => event.kind === 'finished')
    expect(ends.map(({ outcome, attempt }) => [outcome, attempt])).toEqual(inputs.map(() => ['succeeded', 1]))
  })

  it('ends as torn when an item kills the environment, and leaves no process behind', async () => {
    const path = join(tmpdir(), `worker-killer-${process.pid}`)
    let firstEnds = 0
    const reply = await cloud.run([['echo', 0], 'echoSlowly', 'echoSlowly', ['killEnvironment', path], ['echo', 4]], {
      onEvent: (event) => {
        if (event.kind === 'finished' && event.index === 0) firstEnds += 1
      },
    })
    expect(firstEnds).toBe(1)
    expect(reply.functionError).toBe('Runtime.ExitError')
    expect(reply.events.at(-1)?.kind).not.toBe('batchEnded')
    expect(() => reply.end(4)).toThrow('Item 4 has 0 ends')
    await processEnd(Number(await readFile(path, 'utf8')))
  })
})
