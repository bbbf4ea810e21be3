import { expect, test } from 'vitest'
import { durationBin, durationBins } from '../messages/durationScale.ts'
import { durationBars } from './durationBars.ts'

function counts(succeeded: readonly number[], failed: readonly number[] = []): Parameters<typeof durationBars>[0] {
  const bins = { succeeded: new Uint32Array(durationBins), failed: new Uint32Array(durationBins) }
  for (const ms of succeeded) bins.succeeded[durationBin(ms)]! += 1
  for (const ms of failed) bins.failed[durationBin(ms)]! += 1
  return bins
}

test('nothing ran, nothing to draw', () => {
  expect(durationBars(counts([]))).toBe(null)
})

test('every item is in one bar, in whose range its duration lies', () => {
  const bars = durationBars(counts([0.02, 1, 1.1, 40, 40, 9_000], [3, 1_000_000]))!
  expect(bars.bars.reduce((sum, bar) => sum + bar.succeeded, 0)).toBe(6)
  expect(bars.bars.reduce((sum, bar) => sum + bar.failed, 0)).toBe(2)
  expect(bars.bars.find((bar) => bar.fromMs <= 9_000 && bar.toMs > 9_000)?.succeeded).toBe(1)
  expect(bars.bars.length).toBeLessThanOrEqual(49)
  expect(bars.ticks.map(({ ms }) => ms)).toEqual([0.1, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000])
})

test('what is known of durations is within the width of a bin', () => {
  const bars = durationBars(counts(Array.from({ length: 1_000 }, (_, at) => at + 1)))!
  expect(bars.medianMs / 500).toBeCloseTo(1, 0)
  expect(bars.p95Ms / 950).toBeCloseTo(1, 0)
  expect(bars.longestMs / 1_000).toBeCloseTo(1, 0)
})

test('items that all took as long still have a scale', () => {
  const bars = durationBars(counts([12, 12, 12]))!
  expect(bars.bars.length).toBeGreaterThan(5)
  expect(bars.ticks.length).toBeGreaterThan(0)
  for (const { at } of bars.ticks) expect(at).toBeGreaterThanOrEqual(-0.001)
})
