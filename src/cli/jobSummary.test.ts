import pc from 'picocolors'
import { expect, test } from 'vitest'
import type { JobDetails } from '#runtime-client'
import { jobSummary } from './jobSummary.ts'

const colors = pc.createColors(false)
const details: JobDetails = {
  snapshot: {
    jobId: '261123-041725-x3k',
    label: 'score.ts#score over homes.csv',
    profile: 'local',
    state: 'done',
    total: 2_000,
    counts: { succeeded: 1_996, threw: 3, timedOut: 1, crashed: 0, unserializable: 0, neverRan: 0, cancelled: 0 },
    runningItems: 0,
    invocations: { running: 0, ended: 40, faulted: 0 },
    concurrency: 2,
    itemsPerSecond: 0,
    remainingMs: null,
    notes: ['Values of class Money travelled as their own fields.', 'And another.'],
    createdAt: 0,
    startedAt: 1_000,
    endedAt: 42_400,
  },
  request: {
    modulePath: '/home/me/homes/src/score.ts',
    exportName: 'score',
    inputPath: '/home/me/homes/homes.csv',
    profile: 'local',
    itemConcurrency: 1,
    retries: 0,
    itemTimeoutMs: 60_000,
    memoryMb: 1_769,
    skipBadInput: false,
    envNames: [],
  },
  errorGroups: [
    {
      id: 1,
      name: 'TypeError',
      message: "Cannot read properties of undefined (reading 'rooms')\nand more",
      location: '/home/me/homes/src/score.ts:12:8',
      count: 3,
      firstIndex: 17,
    },
    { id: 2, name: 'TimeoutError', message: 'It ran for more than 60 s', location: null, count: 1, firstIndex: 900 },
  ],
  resultsPath: '/state/jobs/261123-041725-x3k/results.jsonl',
}

test('a summary tells counts, errors at their place, a few results and where to go on', () => {
  const lines = ['{"index":0,"outcome":"succeeded","value":{"price":120000},"ms":3,"attempts":1}']
  expect(jobSummary(details, lines, { colors, columns: 60, workingFolder: '/home/me/homes' })).toBe(
    `done: score.ts#score over homes.csv, 2,000 items in 41 s

  succeeded  1,996
  threw          3
  timedOut       1

note: Values of class Money travelled as their own fields.
note: And another.

Errors
  3 × TypeError: Cannot read properties of undefined (reading 'rooms')
     item 17 and others at src/score.ts:12:8
  1 × TimeoutError: It ran for more than 60 s
     item 900

First results
  {"index":0,"outcome":"succeeded","value":{"price":120000}…

  results       /state/jobs/261123-041725-x3k/results.jsonl
  details       wren show 261123-041725-x3k
  one item      wren show 261123-041725-x3k --item 17
  run the rest  wren retry 261123-041725-x3k
`,
  )
})

test('a job that failed names the results that are there for sure', () => {
  const failed = { ...details, request: { ...details.request, outputPath: '/full/out.csv' } }
  const where = { colors, columns: 80, workingFolder: '/' }
  expect(jobSummary(failed, [], where)).toContain('/full/out.csv')
  const snapshot = { ...details.snapshot, state: 'failed' } as const
  expect(jobSummary({ ...failed, snapshot }, [], where)).toContain(details.resultsPath)
})

test('a job that failed says why and what to do', () => {
  const reason = {
    kind: 'permission',
    message: 'You may not invoke wren-runtime',
    nextStep: 'Copy the policy.',
  } as const
  const snapshot = { ...details.snapshot, state: 'failed', reason, notes: [] } as const
  const text = jobSummary({ ...details, snapshot, errorGroups: [] }, [], { colors, columns: 80, workingFolder: '/' })
  expect(text).toMatch(
    /^failed: score.ts#score over homes.csv, 2,000 items in 41 s\nYou may not invoke wren-runtime\nCopy the policy.\n/,
  )
})
