import { describe, expect, it } from 'vitest'
import { PendingItems } from './pendingItems.ts'

const all = (): boolean => true

describe('PendingItems', () => {
  it('gives fresh items in order, leaving out those that an earlier run recorded', () => {
    const pending = new PendingItems(6, 4, (index) => index !== 1 && index !== 4)
    expect(pending.take(3, all)).toEqual([0, 2, 3])
    expect(pending.size).toBe(1)
    expect(pending.take(3, all)).toEqual([5])
    expect(pending.take(3, all)).toEqual([])
  })

  it('gives what came back before what is fresh', () => {
    const pending = new PendingItems(4, 4, all)
    pending.take(2, all)
    pending.giveBack([1, 0])
    expect(pending.take(3, all)).toEqual([0, 1, 2])
  })

  it('keeps a group together', () => {
    const pending = new PendingItems(4, 4, all)
    pending.take(3, all)
    pending.giveBackAsBatch([0, 2])
    pending.giveBackAsBatch([])
    expect(pending.size).toBe(3)
    expect(pending.takeGroup()).toEqual([0, 2])
    expect(pending.takeGroup()).toBeNull()
  })

  it('stops where the next one does not fit, but always gives one', () => {
    const pending = new PendingItems(3, 3, all)
    expect(pending.take(3, (index) => index < 1)).toEqual([0])
    expect(pending.take(3, () => false)).toEqual([1])
  })
})
