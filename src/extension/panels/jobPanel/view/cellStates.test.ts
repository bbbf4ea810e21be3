import { expect, test } from 'vitest'
import { cellStates } from './cellStates.ts'
import { itemStates, runningState, type ItemState } from './itemStates.ts'

const bytes = (...states: ItemState[]): Uint8Array => Uint8Array.from(states, (state) => itemStates.indexOf(state))

test('a cell shows the worst of its items and how many of them are so', () => {
  const items = bytes('succeeded', 'threw', 'threw', 'pending', 'succeeded', 'succeeded', 'threw', 'crashed', 'pending')
  const { states, shares } = cellStates(items, { cells: 3, itemsPerCell: 4 }, [])
  expect([...states].map((state) => itemStates[state])).toEqual(['threw', 'crashed', 'pending'])
  expect([...shares]).toEqual([0.5, 0.25, 1])
})

test('what is under way shows only where nothing has failed and something is open', () => {
  const items = bytes('succeeded', 'succeeded', 'succeeded', 'pending', 'threw', 'pending', 'pending', 'pending')
  const { states } = cellStates(items, { cells: 4, itemsPerCell: 2 }, [{ first: 0, count: 7 }])
  expect([...states]).toEqual([1, runningState, itemStates.indexOf('threw'), runningState])
})

test('a million items are put into cells at once', () => {
  const items = new Uint8Array(1_000_000).fill(1)
  items[999_999] = 2
  const { states } = cellStates(items, { cells: 5_000, itemsPerCell: 200 }, [])
  expect(states[4_999]).toBe(2)
  expect(states[4_998]).toBe(1)
})
