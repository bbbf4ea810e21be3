import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { jobFolder, type JobFolder } from './jobFolder.ts'
import { JobReader } from './jobReader.ts'
import { type ItemRecord, JobStore } from './jobStore.ts'
import { JobSurvey } from './jobSurvey.ts'

let home: string | null = null

function newFolder(): JobFolder {
  home = mkdtempSync(join(tmpdir(), 'wren-survey-'))
  const folder = jobFolder(home, '261123-000000-test')
  mkdirSync(folder.folder, { recursive: true })
  return folder
}

afterEach(() => {
  if (home !== null) rmSync(home, { recursive: true, force: true })
  home = null
})

const succeeded = (index: number, invocation: number, ms: number): ItemRecord => ({
  index,
  outcome: 'succeeded',
  attempts: 1,
  ms,
  endedAt: 1_000 + ms,
  invocation,
  line: `{"index":${index},"outcome":"succeeded","value":"${'x'.repeat(index)}","ms":${ms},"attempts":1}`,
  errorGroup: null,
})

const threw = (index: number, invocation: number | null): ItemRecord => ({
  index,
  outcome: invocation === null ? 'neverRan' : 'threw',
  attempts: 1,
  ms: 4,
  endedAt: 1_200,
  invocation,
  line: `{"index":${index},"outcome":"threw","error":{"name":"Error","message":"no ${index}"},"ms":4,"attempts":1}`,
  errorGroup: { key: 'no #', name: 'Error', message: `no ${index}`, location: '/a.ts:1:2' },
})

test('a job that has recorded nothing yet reads as empty', () => {
  using survey = new JobSurvey(newFolder())
  expect(survey.mark(0, 10)).toEqual({ recorded: 0, newestOffset: -1 })
  expect([...survey.items(0, 3).states]).toEqual([0, 0, 0])
  expect(survey.invocations(0, 10)).toEqual([])
  expect(survey.errorGroups([1])).toEqual([])
})

test('items, invocations and error groups are read in slices', () => {
  const folder = newFolder()
  using store = new JobStore(folder)
  const first = store.addInvocation({ batchId: 'a', firstItem: 0, items: 3, sentAt: 900 })
  const second = store.addInvocation({ batchId: 'b', firstItem: 3, items: 2, sentAt: 950 })
  store.addItem(succeeded(0, first, 10.5))
  store.addItem(threw(2, first))
  store.addItem(threw(4, null))
  store.updateInvocation(first, { requestId: 'r', coldStart: true, beganAt: 990, endedAt: 1_300 })
  store.commit()

  using survey = new JobSurvey(folder)
  const { states, durationsMs, errorGroups, mark } = survey.items(0, 5)
  expect([...states]).toEqual([1, 0, 2, 0, 7 - 1])
  expect([...durationsMs]).toEqual([10.5, Number.NaN, 4, Number.NaN, Number.NaN])
  expect([...errorGroups]).toEqual([0, 0, 1, 0, 1])
  expect(mark).toEqual(survey.mark(0, 5))
  expect([...survey.items(2, 4).states]).toEqual([2, 0])
  expect(survey.invocations(0, 10)).toEqual([
    {
      id: first,
      firstItem: 0,
      items: 3,
      isColdStart: true,
      isFaulted: false,
      sentAt: 900,
      beganAt: 990,
      lastItemAt: 1_200,
      endedAt: 1_300,
    },
    expect.objectContaining({ id: second, isColdStart: false, beganAt: null, lastItemAt: null, endedAt: null }),
  ])
  expect(survey.invocationsById([second]).map(({ id }) => id)).toEqual([second])
  expect(survey.errorGroups([1])).toEqual([{ id: 1, name: 'Error', message: 'no 2', location: '/a.ts:1:2' }])
})

test('a mark changes with every record, also where an item is recorded anew', () => {
  const folder = newFolder()
  using store = new JobStore(folder)
  const invocation = store.addInvocation({ batchId: 'a', firstItem: 0, items: 3, sentAt: 900 })
  store.addItem(threw(1, invocation))
  store.commit()
  using survey = new JobSurvey(folder)
  const before = survey.mark(0, 3)
  expect(survey.mark(2, 3).recorded).toBe(0)
  store.addItem(succeeded(1, invocation, 3))
  store.commit()
  const after = survey.mark(0, 3)
  expect(after.recorded).toBe(before.recorded)
  expect(after.newestOffset).toBeGreaterThan(before.newestOffset)
})

test('previews show a little of each result, also of large ones', () => {
  const folder = newFolder()
  using store = new JobStore(folder)
  const invocation = store.addInvocation({ batchId: 'a', firstItem: 0, items: 3, sentAt: 900 })
  for (const index of [3, 5_000, 20_000]) store.addItem(succeeded(index, invocation, 1))
  store.addItem(threw(7, invocation))
  store.commit()
  using reader = new JobReader(folder)
  expect(reader.itemPreviews({ after: 2, last: 10, limit: 10 }).map(({ excerpt }) => excerpt)).toEqual([
    '"xxx"',
    'Error: no 7',
  ])
  const large = reader.itemPreviews({ outcome: 'succeeded', after: 3, limit: 10 })
  expect(large.map(({ index, excerpt }) => [index, excerpt.length])).toEqual([
    [5_000, 241],
    [20_000, 241],
  ])
})
