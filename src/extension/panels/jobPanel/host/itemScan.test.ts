import { describe, expect, test } from 'vitest'
import { ItemScan, type ItemSource, sliceItems } from './itemScan.ts'

/** Items in memory: a state byte each, recorded at an offset of its own. */
class Items implements ItemSource {
  readonly states: Uint8Array
  readonly offsets: Int32Array
  reads = 0
  #next = 0

  constructor(total: number) {
    this.states = new Uint8Array(total)
    this.offsets = new Int32Array(total).fill(-1)
  }

  record(index: number, state: number): void {
    this.states[index] = state
    this.offsets[index] = this.#next++
  }

  mark(first: number, end: number): { recorded: number; newestOffset: number } {
    const offsets = this.offsets.subarray(first, end)
    return { recorded: offsets.filter((each) => each >= 0).length, newestOffset: Math.max(...offsets) }
  }

  items(first: number, end: number): ReturnType<ItemSource['items']> {
    this.reads++
    const states = this.states.slice(first, end)
    return {
      first,
      mark: this.mark(first, end),
      states,
      durationsMs: Float32Array.from(states, (state) => (state === 0 ? Number.NaN : 10)),
      errorGroups: Uint32Array.from(states, (state) => (state > 1 ? state : 0)),
    }
  }
}

const total = sliceItems + 100

function lookAtAll(scan: ItemScan, items: Items): (number | null)[] {
  return Array.from({ length: scan.sliceCount }, (_, slice) => scan.look(items, slice)?.first ?? null)
}

describe('a scan of items', () => {
  test('reads only what has changed', () => {
    const items = new Items(total)
    const scan = new ItemScan(total)
    items.record(3, 1)
    expect(lookAtAll(scan, items)).toEqual([0, null])
    expect(lookAtAll(scan, items)).toEqual([null, null])
    items.record(sliceItems + 5, 2)
    expect(lookAtAll(scan, items)).toEqual([null, sliceItems])
    expect(scan.states[3]).toBe(1)
    expect(scan.states[sliceItems + 5]).toBe(2)
    expect(items.reads).toBe(2)
  })

  test('sees an item that was tried again', () => {
    const items = new Items(10)
    const scan = new ItemScan(10)
    for (let index = 0; index < 10; index++) items.record(index, 2)
    lookAtAll(scan, items)
    expect(scan.errorGroups().get(2)).toEqual({ count: 10, firstIndex: 0 })
    items.record(0, 1)
    expect(lookAtAll(scan, items)).toEqual([0])
    expect(scan.errorGroups().get(2)).toEqual({ count: 9, firstIndex: 1 })
  })

  test('never looks again where everything succeeded', () => {
    const items = new Items(10)
    const scan = new ItemScan(10)
    for (let index = 0; index < 10; index++) items.record(index, 1)
    lookAtAll(scan, items)
    items.mark = () => expect.unreachable()
    expect(lookAtAll(scan, items)).toEqual([null])
  })

  test('adds up durations over all slices, failures apart', () => {
    const items = new Items(total)
    const scan = new ItemScan(total)
    items.record(0, 1)
    items.record(1, 3)
    items.record(total - 1, 1)
    lookAtAll(scan, items)
    const { succeeded, failed } = scan.durations()
    expect(Math.max(...succeeded)).toBe(2)
    expect(succeeded.indexOf(2)).toBe(failed.indexOf(1))
  })
})
