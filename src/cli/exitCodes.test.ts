import { expect, test } from 'vitest'
import type { JobSnapshot } from '#runtime-client'
import { exitCodeOfJob } from './exitCodes.ts'

const counts = { succeeded: 2, threw: 0, timedOut: 0, crashed: 0, unserializable: 0, neverRan: 0, cancelled: 0 }
const job = (part: Partial<JobSnapshot>): JobSnapshot => ({
  jobId: 'a',
  label: '',
  profile: 'local',
  state: 'done',
  total: 2,
  counts,
  runningItems: 0,
  invocations: { running: 0, ended: 0, faulted: 0 },
  concurrency: 0,
  itemsPerSecond: 0,
  remainingMs: null,
  notes: [],
  createdAt: 0,
  startedAt: 0,
  endedAt: 0,
  ...part,
})

test.for([
  ['all items succeeded', job({}), 0],
  ['no items at all', job({ total: 0, counts: { ...counts, succeeded: 0 } }), 0],
  ['an item threw', job({ counts: { ...counts, succeeded: 1, threw: 1 } }), 1],
  ['an item never ran', job({ counts: { ...counts, succeeded: 1, neverRan: 1 } }), 1],
  ['bad input', job({ state: 'failed', reason: { kind: 'input', message: '' } }), 2],
  ['a refused call', job({ state: 'failed', reason: { kind: 'permission', message: '' } }), 3],
  ['a lost runner', job({ state: 'interrupted' }), 3],
  ['cancelled', job({ state: 'cancelled' }), 130],
  ['still at work', job({ state: 'running', counts: { ...counts, threw: 1 } }), 0],
] as const)('%s', ([, snapshot, code]) => {
  expect(exitCodeOfJob(snapshot)).toBe(code)
})
