import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jobFolder, type JobFolder } from './jobFolder.ts'
import { JobReader } from './jobReader.ts'
import { type ItemRecord, JobStore } from './jobStore.ts'

let home: string
let folder: JobFolder

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wren-store-'))
  folder = jobFolder(home, 'job')
  mkdirSync(folder.folder, { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

const record = (index: number, change: Partial<ItemRecord> = {}): ItemRecord => ({
  index,
  outcome: 'succeeded',
  attempts: 1,
  ms: 1.5,
  endedAt: 1,
  invocation: 1,
  line: JSON.stringify({ index, outcome: 'succeeded', value: `wört ${index}` }),
  errorGroup: null,
  ...change,
})

function lines(): readonly string[] {
  using reader = new JobReader(folder)
  return [...reader.resultLines()]
}

describe('JobStore', () => {
  it('gives back in input order what was recorded in any order', () => {
    using store = new JobStore(folder)
    for (const index of [3, 1, 2, 0]) store.addItem(record(index))
    expect(lines()).toEqual([])
    store.commit()
    expect(lines().map((line) => JSON.parse(line).index)).toEqual([0, 1, 2, 3])
    expect(lines()[2]).toBe(record(2).line)
  })

  it('cuts off the torn tail that a crash left and goes on behind what was committed', () => {
    {
      using store = new JobStore(folder)
      store.addItem(record(0))
      store.addLog(0, 1, '{"text":"first"}')
      store.commit()
    }
    const committed = statSync(folder.records).size
    appendFileSync(folder.records, '{"index":1,"outco')
    appendFileSync(folder.logs, '{"te')
    using store = new JobStore(folder)
    expect(statSync(folder.records).size).toBe(committed)
    store.addItem(record(1))
    store.addLog(1, 1, '{"text":"second"}')
    store.commit()
    expect(lines()).toEqual([record(0).line, record(1).line])
    using reader = new JobReader(folder)
    expect([...reader.logLines(1)]).toEqual([{ text: 'second' }])
  })

  it('replaces the record of an item that a retry ran again', () => {
    using store = new JobStore(folder)
    store.addItem(record(0, { outcome: 'threw', errorGroup: { key: 'k', name: 'E', message: 'm', location: null } }))
    store.commit()
    using reader = new JobReader(folder)
    expect(reader.errorGroups()).toMatchObject([{ name: 'E', count: 1, firstIndex: 0 }])
    store.addItem(record(0))
    store.commit()
    expect(reader.errorGroups()).toEqual([])
    expect(reader.counts()).toMatchObject({ succeeded: 1, threw: 0 })
  })

  it('refuses an index of a newer version and leaves it as it is', () => {
    new JobStore(folder)[Symbol.dispose]()
    const database = new DatabaseSync(folder.index)
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(() => new JobStore(folder)).toThrow(/version 99/)
    expect(() => new JobReader(folder)).toThrow(/version 99/)
  })

  it('reads a job that has recorded nothing as empty', () => {
    using reader = new JobReader(folder)
    expect(reader.items({ limit: 10 })).toEqual([])
    expect([...reader.resultLines()]).toEqual([])
  })

  it('pages items by outcome, error group and index', () => {
    using store = new JobStore(folder)
    const errorGroup = { key: 'k', name: 'TypeError', message: 'm', location: 'a.ts:1:2' }
    for (let index = 0; index < 10; index++) {
      store.addItem(record(index, index % 2 === 0 ? {} : { outcome: 'threw', errorGroup }))
    }
    store.commit()
    using reader = new JobReader(folder)
    const indexes = (query: Parameters<JobReader['items']>[0]): number[] =>
      reader.items(query).map((item) => item.index)
    expect(indexes({ outcome: 'threw', limit: 2 })).toEqual([1, 3])
    expect(indexes({ outcome: 'threw', after: 3, limit: 2 })).toEqual([5, 7])
    expect(indexes({ outcome: 'succeeded', limit: 9 })).toEqual([0, 2, 4, 6, 8])
    expect(indexes({ errorGroup: 1, after: 5, limit: 9 })).toEqual([7, 9])
    expect(indexes({ after: 8, limit: 9 })).toEqual([9])
  })

  it('keeps what was committed when later bytes are lost', () => {
    using store = new JobStore(folder)
    store.addItem(record(0))
    store.commit()
    const size = statSync(folder.records).size
    store.addItem(record(1))
    store.commit()
    truncateSync(folder.records, size)
    expect(lines()[0]).toBe(record(0).line)
  })

  it('puts failures into one group where there are too many kinds of them', () => {
    using store = new JobStore(folder)
    for (let index = 0; index < 2_100; index += 1) {
      const key = `kind ${index}`
      store.addItem(
        record(index, { outcome: 'threw', errorGroup: { key, name: 'Error', message: key, location: null } }),
      )
    }
    store.commit()
    using reader = new JobReader(folder)
    const groups = reader.errorGroups()
    expect(groups).toHaveLength(2_001)
    expect(groups[0]).toMatchObject({ message: 'Further errors, of many kinds', count: 100, firstIndex: 2_000 })
  })

  it('forgets rows whose bytes were lost with the machine', () => {
    {
      using store = new JobStore(folder)
      for (const index of [0, 1, 2]) store.addItem(record(index))
      store.commit()
    }
    truncateSync(folder.records, statSync(folder.records).size - 5)
    {
      using store = new JobStore(folder)
      expect([...store.recorded()].map(({ index }) => index)).toEqual([0, 1])
      store.addItem(record(2))
      store.commit()
    }
    expect(lines()).toEqual([0, 1, 2].map((index) => record(index).line))
  })
})
