import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WorkerCloud } from './workerCloud.ts'

let cloud: WorkerCloud
beforeAll(async () => {
  cloud = await WorkerCloud.start()
  await cloud.deploy('small', 256, 60)
})
afterAll(() => cloud[Symbol.asyncDispose]())

const siblings = (index: number): readonly [string, number] => ['echoSlowly', index]

/** One bad item among siblings that are at work when it ends. */
const amongSiblings = (bad: unknown): readonly unknown[] => [
  siblings(0),
  siblings(1),
  bad,
  siblings(3),
  siblings(4),
  siblings(5),
]

describe('several items at once', () => {
  it.each([
    ['leaveRejection', 'threw'],
    ['throwInTimer', 'threw'],
    ['throwOutside', 'threw'],
    ['exit', 'crashed'],
    ['killItself', 'crashed'],
    ['loopForever', 'timedOut'],
    ['neverResolve', 'timedOut'],
    ['eatBuffers', 'crashed'],
  ])('an item that ends badly costs its siblings nothing but time: %s', async (name, outcome) => {
    const itemTimeoutMs = outcome === 'timedOut' ? 600 : 20_000
    const options = { itemConcurrency: 4, itemTimeoutMs, functionName: 'small' }
    const reply = await cloud.run(amongSiblings(name), options)
    expect(reply.end(2)).toMatchObject({ outcome })
    for (const index of [0, 1, 3, 4, 5]) {
      expect(reply.end(index)).toMatchObject({ outcome: 'succeeded', value: { form: 'json', json: index } })
    }
    expect(reply.events.at(-1)).toMatchObject({ kind: 'batchEnded', finished: 6, handedBack: 0 })
  })

  it('starts are counted: an item that lost its process to another one is at its second attempt', async () => {
    const reply = await cloud.run([siblings(0), 'exitSoon', siblings(2)], { itemConcurrency: 3 })
    const starts = reply.events
      .filter((event) => event.kind === 'started')
      .map(({ index, attempt }) => [index, attempt])
    expect(new Set(starts.map(String))).toEqual(new Set(['0,1', '0,2', '1,1', '2,1', '2,2']))
    expect(reply.end(0)).toMatchObject({ outcome: 'succeeded', attempt: 2 })
  })

  it('an exit that an item left behind is not held against the one that runs', async () => {
    const reply = await cloud.run(['leaveExit', ['blockFor', 1], 'waitForAbort', ['echo', 3]], { itemTimeoutMs: 500 })
    expect(reply.end(0)).toMatchObject({ outcome: 'succeeded' })
    expect(reply.end(2)).toMatchObject({ outcome: 'timedOut', attempt: 2 })
    expect(reply.end(3)).toMatchObject({ outcome: 'succeeded', attempt: 1 })
  })
})
