import { describe, expect, it } from 'vitest'
import { ItemLedger } from './itemLedger.ts'

const ledgerOf = (count: number, concurrency: number): ItemLedger =>
  new ItemLedger(
    Array.from({ length: count }, (_, index) => ({ index, attempt: 1, input: index })),
    concurrency,
  )

/** Takes what may be sent now, as `index/attempt`. */
const take = (ledger: ItemLedger, limit = 100): readonly string[] =>
  ledger.take(limit, 1000, () => 1).map(({ index, attempt }) => `${index}/${attempt}`)

const indexes = (items: readonly { readonly index: number }[]): readonly number[] => items.map((item) => item.index)

describe('ItemLedger', () => {
  it('sends items in order, as many as are asked for and fit', () => {
    const ledger = ledgerOf(5, 1)
    expect(take(ledger, 2)).toEqual(['0/1', '1/1'])
    expect(indexes(ledger.take(100, 25, () => 10))).toEqual([2, 3, 4])
    expect(ledger.unstarted).toBe(5)
  })

  it('believes a start or an end once, and only of items that it sent', () => {
    const ledger = ledgerOf(2, 1)
    expect(ledger.started(0)).toBe(false)
    take(ledger)
    expect([ledger.started(0), ledger.started(0)]).toEqual([true, false])
    expect([ledger.finished(1), ledger.finished(0), ledger.finished(0)]).toEqual([false, true, false])
  })

  it('holds a death against the item that ran alone, and goes on with the rest', () => {
    const ledger = ledgerOf(3, 1)
    take(ledger)
    ledger.started(0)
    ledger.finished(0)
    ledger.started(1)
    const { culprit, givenUp } = ledger.childDied({ kind: 'unknown' })
    expect(culprit?.index).toBe(1)
    expect(givenUp).toEqual([])
    expect(take(ledger)).toEqual(['2/1'])
  })

  it('runs siblings again alone, one by one, when nobody knows who it was', () => {
    const ledger = ledgerOf(5, 3)
    take(ledger)
    for (const index of [0, 1, 2]) ledger.started(index)
    expect(ledger.childDied({ kind: 'unknown' })).toEqual({ culprit: undefined, givenUp: [] })
    expect(take(ledger)).toEqual(['0/2'])
    expect(take(ledger)).toEqual([])
    ledger.started(0)
    expect(take(ledger)).toEqual([])
    ledger.finished(0)
    expect(take(ledger)).toEqual(['1/2'])
    ledger.started(1)
    expect(ledger.childDied({ kind: 'unknown' }).culprit?.index).toBe(1)
    expect(take(ledger)).toEqual(['2/2'])
    ledger.started(2)
    ledger.finished(2)
    expect(take(ledger)).toEqual(['3/1', '4/1'])
  })

  it('lets the siblings of a known culprit run again', () => {
    const ledger = ledgerOf(2, 2)
    take(ledger)
    ledger.started(0)
    ledger.started(1)
    expect(ledger.childDied({ kind: 'item', index: 1 }).culprit?.index).toBe(1)
    expect(take(ledger)).toEqual(['0/2'])
  })

  it('gives up on an item that lost its child to others three times', () => {
    const ledger = ledgerOf(1, 1)
    const attempts: string[] = []
    for (let death = 1; death <= 2; death += 1) {
      attempts.push(...take(ledger))
      ledger.started(0)
      expect(ledger.childDied({ kind: 'none' })).toEqual({ culprit: undefined, givenUp: [] })
    }
    attempts.push(...take(ledger))
    ledger.started(0)
    expect(attempts).toEqual(['0/1', '0/2', '0/3'])
    expect(indexes(ledger.childDied({ kind: 'none' }).givenUp)).toEqual([0])
    expect(ledger.unstarted).toBe(0)
  })

  it('gives up on all when children die again and again before anything starts', () => {
    const ledger = ledgerOf(3, 1)
    for (let death = 1; death <= 3; death += 1) {
      expect(take(ledger)).toEqual(['0/1', '1/1', '2/1'])
      expect(ledger.childDied({ kind: 'unknown' }).givenUp).toEqual([])
    }
    take(ledger)
    expect(indexes(ledger.childDied({ kind: 'unknown' }).givenUp)).toEqual([0, 1, 2])
  })

  it('hands back what has not started, wherever it waits', () => {
    const ledger = ledgerOf(6, 2)
    take(ledger, 4)
    ledger.started(0)
    ledger.started(1)
    expect(indexes(ledger.handBackUnstarted())).toEqual([2, 3, 4, 5])
    expect(ledger.unstarted).toBe(0)
    expect([...ledger.running.keys()]).toEqual([0, 1])
  })

  it('accounts for every item exactly once, whatever dies when', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const concurrency = 1 + (seed % 4)
      expect(endAll(ledgerOf(12, concurrency), concurrency, seed)).toEqual(
        Array.from({ length: 12 }, (_, index) => index),
      )
    }
  })
})

/** Plays a child that starts, ends and dies at random; returns the indexes in the order of their numbers. */
function endAll(ledger: ItemLedger, concurrency: number, seed: number): readonly number[] {
  let state = seed * 2654435761
  const pick = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
  const ended: number[] = []
  let queue: number[] = []
  while (ledger.unstarted + ledger.running.size > 0) {
    queue.push(...indexes(ledger.take(3, 100, () => 1)))
    const [running] = ledger.running.keys()
    const next = queue[0]
    switch (pick(4)) {
      case 0: {
        const blame =
          pick(2) === 0 || running === undefined
            ? ({ kind: 'unknown' } as const)
            : ({ kind: 'item', index: running } as const)
        const { culprit, givenUp } = ledger.childDied(blame)
        ended.push(...indexes(givenUp), ...(culprit === undefined ? [] : [culprit.index]))
        queue = []
        break
      }
      case 1:
        if (running !== undefined && ledger.finished(running)) ended.push(running)
        break
      default:
        if (next !== undefined && ledger.running.size < concurrency && ledger.started(next)) queue.shift()
    }
  }
  return ended.sort((a, b) => a - b)
}
