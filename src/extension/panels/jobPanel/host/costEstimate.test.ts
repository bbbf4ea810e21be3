import { expect, test } from 'vitest'
import { estimateCost } from './costEstimate.ts'

test('costs what AWS lists', () => {
  const cost = estimateCost({
    isLocal: false,
    memoryMb: 2_048,
    billedMs: 3_600_000,
    requests: 1_000_000,
    coldStarts: 1_000,
    elapsedMs: 60_000,
  })
  expect(cost.gbSeconds).toBe(7_200)
  expect(cost.computeUsd).toBeCloseTo(0.096, 5)
  expect(cost.requestsUsd).toBeCloseTo(0.2, 9)
  // 10 writes, and 4,600 reads of bundle and control object
  expect(cost.storageUsd).toBeCloseTo(0.000_05 + 0.001_84, 7)
})

test('a job that has sent nothing has cost next to nothing', () => {
  const nothing = { isLocal: true, memoryMb: 128, billedMs: 0, requests: 0, coldStarts: 0, elapsedMs: 0 }
  const { computeUsd, requestsUsd, storageUsd } = estimateCost(nothing)
  expect(computeUsd + requestsUsd + storageUsd).toBeLessThan(0.000_01)
})
