import { describe, expect, it } from 'vitest'
import { LogBudget } from './logBudget.ts'

describe('LogBudget', () => {
  it('keeps whole lines and counts the others', () => {
    const budget = new LogBudget(10)
    expect(budget.take('abc')).toBe('abc')
    expect(budget.take('äb\ncd\nef')).toBe('äb')
    expect(budget).toMatchObject({ droppedLines: 2, droppedBytes: 6 })
  })

  it('takes nothing more once something was dropped', () => {
    const budget = new LogBudget(5)
    expect(budget.take('too long for it')).toBe('')
    expect(budget.take('x')).toBe('')
    expect(budget).toMatchObject({ droppedLines: 2, droppedBytes: 18 })
  })
})
