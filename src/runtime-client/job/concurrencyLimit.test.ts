import { describe, expect, it } from 'vitest'
import { ConcurrencyLimit } from './concurrencyLimit.ts'

const middle = (): number => 0.5

describe('ConcurrencyLimit', () => {
  it('falls at once to what the service carries', () => {
    const limit = new ConcurrencyLimit(1_000, middle)
    for (let call = 0; call < 990; call++) limit.throttled(0, 10)
    expect(limit.current).toBe(10)
  })

  it('takes calls that fail together for one piece of news', () => {
    const limit = new ConcurrencyLimit(1_000, middle)
    for (let call = 0; call < 990; call++) limit.throttled(0, 10)
    expect(limit.pausedUntil).toBeLessThanOrEqual(50)
  })

  it('pauses longer the longer nothing succeeds, up to 20 s', () => {
    const limit = new ConcurrencyLimit(10, middle)
    const pauses: number[] = []
    let now = 0
    for (let round = 0; round < 20; round++) {
      limit.faulted(now)
      pauses.push(limit.pausedUntil - now)
      now = limit.pausedUntil
    }
    expect(pauses.slice(0, 3)).toEqual([37.5, 75, 150])
    expect(Math.max(...pauses)).toBeLessThanOrEqual(20_000)
  })

  it('comes back to what was wanted, and never below one', () => {
    const limit = new ConcurrencyLimit(10, middle)
    limit.throttled(0, 0)
    expect(limit.current).toBe(1)
    for (let call = 0; call < 20; call++) limit.succeeded()
    expect(limit.current).toBe(10)
  })
})
