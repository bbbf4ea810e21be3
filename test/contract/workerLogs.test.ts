import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WorkerCloud } from './workerCloud.ts'

let cloud: WorkerCloud
beforeAll(async () => {
  cloud = await WorkerCloud.start()
})
afterAll(() => cloud[Symbol.asyncDispose]())

describe('logs', () => {
  it('belong to their item while several run at once', async () => {
    const marks = Array.from({ length: 20 }, (_, index) => `mark${index}`)
    const inputs = marks.map((mark) => ['logMarked', mark])
    const reply = await cloud.run(inputs, { itemConcurrency: 5 })
    for (const [index, mark] of marks.entries()) {
      expect(reply.log(index)).toBe([0, 1, 2, 3, 4].map((turn) => `${mark} says ${turn}`).join('\n'))
    }
  })

  it('read as the console prints them', async () => {
    const reply = await cloud.run(['consoleKinds'])
    expect(reply.log(0)).toMatchInlineSnapshot(`
      "text and 5 { a: [ 1 ] }
      shown
      ┌─────────┬───┐
      │ (index) │ a │
      ├─────────┼───┤
      │ 0       │ 1 │
      └─────────┴───┘
      no line break until here
      and a rest"
    `)
    const streams = reply.events.filter((event) => event.kind === 'log').map((event) => event.stream)
    expect(new Set(streams)).toEqual(new Set(['stdout', 'stderr']))
  })

  it('hold what other processes and native code write', async () => {
    const reply = await cloud.run([['echo', 1], 'logNatively', ['echo', 2]])
    expect(reply.log(1).split('\n').sort()).toEqual(['err of a program', 'out of a program'])
  })

  it('count what other processes write beyond the budget', async () => {
    const reply = await cloud.run([['logNativelyMuch', 10_000]], { logBytesPerItem: 10_000 })
    const dropped = reply.events.filter((event) => event.kind === 'logDropped')
    expect(dropped).toHaveLength(1)
    expect(reply.log(0).split('\n').length + (dropped[0]?.lines ?? 0)).toBe(10_000)
  })

  it('tell what an item left behind, as that item, and cost the next one nothing', async () => {
    const reply = await cloud.run([
      'leaveLog',
      'leaveLateRejection',
      ['blockFor', 10],
      ['echoSlowly', 1],
      ['echoSlowly', 2],
    ])
    expect(reply.events.filter((event) => event.kind === 'finished').map((event) => event.outcome)).toEqual(
      Array.from({ length: 5 }, () => 'succeeded'),
    )
    expect(reply.log(0)).toBe('said afterwards')
    expect(reply.log(1)).toContain('rejected afterwards')
  })

  it('come before the end of their item', async () => {
    const reply = await cloud.run([['log', 3]])
    expect(reply.events.map((event) => event.kind)).toEqual([
      'batchStarted',
      'started',
      'log',
      'log',
      'log',
      'finished',
      'batchEnded',
    ])
  })
})
