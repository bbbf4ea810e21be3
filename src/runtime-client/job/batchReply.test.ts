import { describe, expect, it } from 'vitest'
import type { WorkerEvent } from '#protocol/workerEvent'
import { BatchReply } from './batchReply.ts'

const succeeded = (index: number): WorkerEvent => ({
  kind: 'finished',
  index,
  attempt: 1,
  outcome: 'succeeded',
  ms: 1,
  at: 0,
})
const ended = (finished: number, handedBack = 0): WorkerEvent => ({ kind: 'batchEnded', finished, handedBack, at: 0 })

describe('BatchReply', () => {
  it('is whole when worker and service both said their last word', () => {
    const reply = new BatchReply([4, 5])
    expect([succeeded(4), succeeded(5), ended(2)].map((event) => reply.accept(event))).toEqual([true, true, true])
    reply.complete(undefined)
    expect(reply.verdict()).toEqual({ kind: 'whole' })
    expect(reply.open).toEqual([])
  })

  it('is torn without the service’s last word', () => {
    const reply = new BatchReply([4])
    for (const event of [succeeded(4), ended(1)]) reply.accept(event)
    expect(reply.verdict().kind).toBe('torn')
  })

  it('is torn without the worker’s last word', () => {
    const reply = new BatchReply([4, 5])
    reply.accept(succeeded(4))
    reply.complete(undefined)
    expect(reply.verdict().kind).toBe('torn')
    expect(reply.open).toEqual([5])
  })

  it('is torn where events are missing in the middle', () => {
    const reply = new BatchReply([4, 5])
    for (const event of [succeeded(4), ended(2)]) reply.accept(event)
    reply.complete(undefined)
    expect(reply.verdict().kind).toBe('torn')
  })

  it('is no success where the worker found no lease and did nothing', () => {
    const reply = new BatchReply([4, 5])
    for (const event of [
      { kind: 'handedBack', indexes: [4, 5], reason: 'leaseEnded' },
      ended(0, 2),
    ] satisfies WorkerEvent[]) {
      reply.accept(event)
    }
    reply.complete(undefined)
    expect(reply.verdict().kind).toBe('torn')
  })

  it('takes no word about items that are not open', () => {
    const reply = new BatchReply([4])
    expect(reply.accept(succeeded(9))).toBe(false)
    expect(reply.accept(succeeded(4))).toBe(true)
    expect(reply.accept(succeeded(4))).toBe(false)
  })
})
