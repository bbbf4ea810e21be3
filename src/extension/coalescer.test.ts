import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Coalescer } from './coalescer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('answers the first request at once and the rest no more often than it may', () => {
  const flush = vi.fn()
  const coalescer = new Coalescer(100, flush)
  coalescer.request()
  coalescer.request()
  vi.advanceTimersByTime(0)
  expect(flush).toHaveBeenCalledTimes(1)
  for (let ms = 0; ms < 1_000; ms += 10) {
    coalescer.request()
    vi.advanceTimersByTime(10)
  }
  expect(flush).toHaveBeenCalledTimes(11)
})

it('rests once it is disposed of', () => {
  const flush = vi.fn()
  const coalescer = new Coalescer(100, flush)
  coalescer.request()
  coalescer.dispose()
  vi.runAllTimers()
  expect(flush).not.toHaveBeenCalled()
})
