import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeValue } from '#protocol/decodeValue'
import type { ItemFinished } from '#protocol/workerEvent'
import { deliveries, WorkerCloud, type BatchOptions, type BatchReplyRead } from './workerCloud.ts'

let cloud: WorkerCloud
beforeAll(async () => {
  cloud = await WorkerCloud.start()
  await cloud.deploy('small', 256, 60)
})
afterAll(() => cloud[Symbol.asyncDispose]())

function valueOf(end: ItemFinished): unknown {
  if (end.outcome !== 'succeeded' || end.value === undefined) return undefined
  if (end.value.form === 'json') return end.value.json
  return end.value.form === 'devalue' ? decodeValue('devalue', end.value.text) : end.value
}

const errorOf = (end: ItemFinished) => (end.outcome === 'succeeded' ? undefined : end.error)

describe.each(deliveries)('a %s batch', (delivery) => {
  /** Runs one item between two harmless ones, which must not notice. */
  const between = async (input: unknown, options: BatchOptions = {}): Promise<BatchReplyRead> => {
    const reply = await cloud.run([['echo', 'before'], input, ['echo', 'after']], { delivery, ...options })
    expect(reply.functionError).toBeUndefined()
    expect(reply.events[0]).toMatchObject({ kind: 'batchStarted', protocol: 1 })
    expect(reply.end(0)).toMatchObject({ outcome: 'succeeded', attempt: 1, value: { form: 'json', json: 'before' } })
    expect(reply.end(2)).toMatchObject({ outcome: 'succeeded', attempt: 1, value: { form: 'json', json: 'after' } })
    expect(reply.events.at(-1)).toMatchObject({ kind: 'batchEnded', finished: 3, handedBack: 0 })
    expect(reply.events.filter((event) => event.kind === 'started').map((event) => event.index)).toEqual([0, 1, 2])
    return reply
  }

  it('gives the function its item and its context', async () => {
    const reply = await between('context', { jobId: `job-of-${delivery}` })
    expect(valueOf(reply.end(1))).toEqual({
      index: 1,
      jobId: `job-of-${delivery}`,
      attempt: 1,
      isAborted: false,
      remainingMs: expect.any(Number),
    })
  })

  it('tells of an error', async () => {
    const end = (await between('throwError')).end(1)
    expect(end).toMatchObject({ outcome: 'threw', error: { name: 'Error', message: 'plain', kind: 'userCode' } })
    expect(errorOf(end)?.stack).toMatch(/Error: plain\n {4}at .*throwError.*\.mjs:\d+:\d+/)
  })

  it('tells of the fields and the cause of a subclass', async () => {
    expect((await between('throwSubclass')).end(1)).toMatchObject({
      outcome: 'threw',
      error: {
        name: 'HttpError',
        message: 'too busy',
        fields: { status: 503 },
        cause: { name: 'TypeError', message: 'the reason' },
      },
    })
  })

  it('tells of a thrown string and a thrown null', async () => {
    expect(errorOf((await between('throwString')).end(1))).toEqual({
      name: 'NonError',
      message: 'just text',
      kind: 'userCode',
      thrown: 'just text',
    })
    expect(errorOf((await between('throwNull')).end(1))).toMatchObject({ name: 'NonError', thrown: null })
  })

  it('tells of a rejection', async () => {
    expect((await between('reject')).end(1)).toMatchObject({
      outcome: 'threw',
      error: { name: 'RangeError', message: 'rejected' },
    })
  })

  it('holds a rejection that nobody handles, and an exception in a timer, against the item that left it', async () => {
    const left = await between('leaveRejection')
    expect(left.end(1)).toMatchObject({ outcome: 'threw', error: { message: 'left behind' } })
    expect(left.log(1)).toContain('A promise rejection that nobody handled: Error: left behind')
    const timer = await between('throwInTimer')
    expect(timer.end(1)).toMatchObject({ outcome: 'threw', error: { message: 'from a timer' } })
  })

  it.each(['neverResolve', 'loopForever', 'sitInNativeCall'])('ends an item that takes too long: %s', async (name) => {
    const end = (await between(name, { itemTimeoutMs: 400 })).end(1)
    expect(end).toMatchObject({ outcome: 'timedOut', error: { name: 'ItemTimeout', kind: 'userCode' } })
    expect(errorOf(end)?.message).toContain('400 ms')
  })

  it('aborts the signal when the time is over', async () => {
    const reply = await between('waitForAbort', { itemTimeoutMs: 300 })
    expect(reply.end(1)).toMatchObject({ outcome: 'timedOut' })
  })

  it('survives process.exit', async () => {
    const end = (await between(['exit', 7])).end(1)
    expect(end).toMatchObject({ outcome: 'crashed', error: { name: 'ProcessExit' } })
    expect(errorOf(end)?.message).toContain('called process.exit(7)')
  })

  it.each(['eatHeap', 'eatBuffers'])('survives an item that eats all memory: %s', async (name) => {
    const end = (await between(name, { functionName: 'small' })).end(1)
    expect(end).toMatchObject({ outcome: 'crashed', error: { name: 'OutOfMemory' } })
    expect(errorOf(end)?.message).toMatch(/ran out of memory.*256 MB/)
  })

  it('has all that a killed process had logged', async () => {
    const reply = await between('killItself')
    expect(reply.end(1)).toMatchObject({ outcome: 'crashed' })
    expect(errorOf(reply.end(1))?.message).toContain('SIGKILL')
    expect(reply.log(1)).toBe('first line\nlast line\nand a piece')
  })

  it('goes on in its own folder after an item has left it', async () => {
    const reply = await cloud.run(['directory', 'changeDirectory', 'directory'], { delivery })
    expect(valueOf(reply.end(1))).toMatch(/^(\/|[A-Z]:\\)$/)
    expect(valueOf(reply.end(2))).toBe(valueOf(reply.end(0)))
  })

  it('goes on after an item has replaced what the worker itself uses', async () => {
    const reply = await between('patchGlobals')
    expect(valueOf(reply.end(1))).toBe('patched')
  })

  it('returns what JSON cannot say', async () => {
    const names = ['undefined', 'date', 'map', 'bigint', 'typedArray', 'buffer', 'cycle'] as const
    const reply = await cloud.run(names, { delivery })
    const values = names.map((_, index) => valueOf(reply.end(index)))
    const cycle: { name: string; self?: unknown } = { name: 'cycle' }
    cycle.self = cycle
    expect(values).toEqual([
      undefined,
      new Date(0),
      new Map([['a', { b: 1 }]]),
      2n ** 70n,
      new Float64Array([1.5, -0]),
      new Uint8Array(Buffer.from('bytes')),
      cycle,
    ])
    expect(reply.end(0)).not.toHaveProperty('value')
  })

  it.each([
    ['functionInside', '$.rows[3].callback'],
    ['symbolInside', '$.list[0]'],
    ['promiseInside', '$.later'],
  ])('refuses a value and says where: %s', async (name, path) => {
    const end = (await between(name)).end(1)
    expect(end).toMatchObject({ outcome: 'unserializable', error: { kind: 'serialization', fields: { path } } })
    expect(errorOf(end)?.message).toContain(path)
  })

  it('returns instances of classes as plain data and says so once', async () => {
    const reply = await cloud.run(['point', 'point', 'money'], { delivery })
    expect(valueOf(reply.end(0))).toEqual({ at: { x: 1, y: 2 } })
    expect(valueOf(reply.end(2))).toEqual({ amount: 5, currency: 'EUR' })
    expect(reply.end(0)).toHaveProperty('notes', [expect.stringContaining('Point')])
    expect(reply.end(1)).not.toHaveProperty('notes')
    expect(reply.end(2)).toHaveProperty('notes', [expect.stringContaining('Money')])
  })

  it('returns 20 MB by way of S3', async () => {
    const value = valueOf((await between(['text', 20_000_000])).end(1))
    expect(value).toMatchObject({ form: 'stored', of: 'json', bytes: 20_000_002, sha256: expect.any(String) })
    const { key } = value as { key: string }
    expect(await cloud.get(key)).toBe(JSON.stringify('x'.repeat(20_000_000)))
  })

  it('keeps of 100,000 log lines what fits and counts the rest', async () => {
    const reply = await between(['log', 100_000])
    const lines = reply.log(1).split('\n')
    const dropped = reply.events.filter((event) => event.kind === 'logDropped')
    expect(dropped).toHaveLength(1)
    expect(lines.length + (dropped[0]?.lines ?? 0)).toBe(100_000)
    expect(Buffer.byteLength(reply.log(1))).toBeLessThanOrEqual(256 * 1024)
    expect(lines).toEqual(lines.map((_, line) => `line ${line}`))
  })
})
