import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { JobSnapshot } from '#runtime-client'
import { progressLine, progressText } from './progressLine.ts'

const colors = pc.createColors(false)
const noneEnded = { succeeded: 0, threw: 0, timedOut: 0, crashed: 0, unserializable: 0, neverRan: 0, cancelled: 0 }
const snapshot: JobSnapshot = {
  jobId: '261123-041725-x3k',
  label: 'score over homes.csv',
  profile: 'local',
  state: 'running',
  total: 2_000,
  counts: { ...noneEnded, succeeded: 990, threw: 10 },
  runningItems: 8,
  invocations: { running: 2, ended: 30, faulted: 0 },
  concurrency: 2,
  itemsPerSecond: 38.2,
  remainingMs: 26_000,
  notes: [],
  createdAt: 0,
  startedAt: 0,
  endedAt: null,
}

test('a wide terminal sees it all', () => {
  expect(progressLine(snapshot, colors, 120)).toBe(
    'running 1,000 of 2,000  ━━━━━━━━━━━━────────────  10 failed  26 s left  38/s  8 at work',
  )
})

test('a narrow one sees what matters most, on one line', () => {
  const bar = '━━━━━━━━━━━━────────────'
  expect(progressLine(snapshot, colors, 80)).toBe(`running 1,000 of 2,000  ${bar}  10 failed  26 s left  38/s`)
  expect(progressLine(snapshot, colors, 74)).toBe(`running 1,000 of 2,000  ${bar}  10 failed  26 s left`)
  expect(progressLine(snapshot, colors, 64)).toBe('running 1,000 of 2,000  10 failed  26 s left  38/s  8 at work')
  expect(progressLine(snapshot, colors, 40)).toBe('running 1,000 of 2,000  10 failed')
  expect(progressLine(snapshot, colors, 10)).toBe('running 1,000 of 2,000')
})

test('colours do not count as width', () => {
  const line = progressLine(snapshot, pc.createColors(true), 120)
  expect(line).toContain('8 at work')
})

test('ingest has no total yet', () => {
  expect(progressText({ ...snapshot, state: 'ingesting', total: null }, colors)).toBe('reading score over homes.csv')
})

test('what a cancel ended has not failed', () => {
  const cancelled = { ...snapshot, state: 'cancelling', counts: { ...noneEnded, threw: 1, cancelled: 999 } } as const
  expect(progressText(cancelled, colors)).toContain('1 failed')
})

test('the bar is full at the end and never longer', () => {
  const ended = {
    ...snapshot,
    counts: { ...noneEnded, succeeded: 1_999, threw: 1 },
    runningItems: 0,
    itemsPerSecond: 0,
  }
  expect(progressLine(ended, colors, 120)).toBe(`running 2,000 of 2,000  ${'━'.repeat(24)}  1 failed`)
})
