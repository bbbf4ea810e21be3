import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WorkerEvent } from '#protocol/workerEvent'
import { ServiceFault, type ServiceFaultNature } from '../errors.ts'
import { ingestInput } from '../input/ingest.ts'
import { Spool } from '../input/spool.ts'
import type { InvokeCall, InvokePart, ObjectStore } from '../ports.ts'
import { ConcurrencyLimit } from './concurrencyLimit.ts'
import type { JobSite } from './dispatchTypes.ts'
import { ItemTable } from './itemTable.ts'
import { JobCollector } from './jobCollector.ts'
import { JobDispatcher } from './jobDispatcher.ts'
import { jobFolder } from './jobFolder.ts'
import { JobStore } from './jobStore.ts'

// What a service says here no local cloud says: refusals, expired keys, a Region without streaming.

interface Sent {
  readonly indexes: readonly number[]
  readonly attempts: readonly number[]
  readonly delivery: InvokeCall['delivery']
}

/** How one call is answered: with a fault, or with these events and then the end that the service tells of. */
type Answer = ServiceFaultNature | ((sent: Sent) => { readonly events: readonly WorkerEvent[]; readonly dies?: string })

const at = 0
const begun: WorkerEvent = { kind: 'batchStarted', protocol: 1, requestId: 'r', logStream: 's', coldStart: false, at }
const started = (index: number, attempt: number): WorkerEvent => ({ kind: 'started', index, attempt, at })
const succeeded = (index: number, attempt: number): WorkerEvent => ({
  kind: 'finished',
  outcome: 'succeeded',
  index,
  attempt,
  ms: 1,
  at,
})
const ended = (finished: number, handedBack = 0): WorkerEvent => ({ kind: 'batchEnded', finished, handedBack, at })

const runsAll: Answer = ({ indexes, attempts }) => ({
  events: [begun, ...indexes.map((index, i) => succeeded(index, attempts[i] ?? 1)), ended(indexes.length)],
})

let home: string
let parts: {
  readonly table: ItemTable
  readonly store: JobStore
  readonly collector: JobCollector
  readonly spool: Spool
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'wren-dispatch-'))
  const folder = jobFolder(home, 'job')
  mkdirSync(folder.folder, { recursive: true })
  const inputPath = join(home, 'four.jsonl')
  writeFileSync(inputPath, '1\n2\n3\n4\n')
  await ingestInput({ inputPath, skipBadInput: false, folder: folder.spool })
  const table = new ItemTable(4)
  const store = new JobStore(folder)
  const collector = new JobCollector(table, store, 0, {
    readValue: () => ({ json: undefined }),
    mapError: (error) => error,
    mapText: (text) => text,
    groupError: ({ name, message }) => ({ key: name, name, message, location: null }),
  })
  parts = { table, store, collector, spool: await Spool.open(folder.spool) }
})
afterEach(async () => {
  parts.store[Symbol.dispose]()
  await parts.spool.close()
  rmSync(home, { recursive: true })
})

const noObjects: ObjectStore = {
  put: () => Promise.reject(new Error('nothing is stored here')),
  get: () => Promise.reject(new Error('nothing is stored here')),
  exists: () => Promise.resolve(false),
  deletePrefix: () => Promise.resolve(0),
}

/** A dispatcher over four items, one batch at a time, whose calls are answered in this order. */
function dispatcherOver(answers: readonly Answer[], batchSize = 4) {
  const sent: Sent[] = []
  let reopened = 0
  let stops = 0
  const left = [...answers]
  async function* invoke(call: InvokeCall): AsyncGenerator<InvokePart> {
    const { items }: { items: { items: { index: number; attempt: number }[] } } = JSON.parse(
      Buffer.from(call.payload).toString(),
    )
    const one = {
      indexes: items.items.map(({ index }) => index),
      attempts: items.items.map(({ attempt }) => attempt),
      delivery: call.delivery,
    }
    sent.push(one)
    const answer = left.shift() ?? runsAll
    if (typeof answer === 'string') throw new ServiceFault(answer, 'permission', 'Code', `it was ${answer}`)
    yield { kind: 'opened', requestId: 'r' }
    const { events, dies } = answer(one)
    yield { kind: 'chunk', bytes: Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')) }
    yield { kind: 'completed', ...(dies === undefined ? {} : { functionError: { type: dies, message: 'it died' } }) }
  }
  const site: JobSite = {
    invoker: { invoke, setConcurrency: () => {} },
    objects: noObjects,
    bucket: 'b',
    functionName: 'f',
  }
  const dispatcher = new JobDispatcher({
    ...parts,
    limit: new ConcurrencyLimit(1, () => 0),
    template: {
      jobId: 'job',
      bundle: { key: 'k', sha256: 's', exportName: 'f' },
      itemTimeoutMs: 1,
      itemConcurrency: 1,
      logBytesPerItem: 1,
      inlineValueBytes: 1,
      environment: { unset: [], set: {} },
      control: { key: 'c', pollMs: 1, leaseMs: 1 },
    },
    batchSize,
    site,
    reopenSite: () => {
      reopened += 1
      return Promise.resolve(site)
    },
    onChange: () => {},
    onStop: () => (stops += 1),
  })
  return { dispatcher, sent, reopened: () => reopened, stops: () => stops }
}

describe('JobDispatcher', () => {
  it('stops at what will be refused again, and sends nothing more', async () => {
    const { dispatcher, sent, stops } = dispatcherOver([runsAll, 'refused'], 2)
    expect(await dispatcher.run()).toMatchObject({
      kind: 'failed',
      reason: { kind: 'permission', message: 'it was refused' },
    })
    expect([sent.length, stops(), parts.table.unrecorded]).toEqual([2, 1, 2])
  })

  it.each(['throttled', 'unavailable', 'connectionLost', 'conflict', 'credentialsExpired', 'missing'] as const)(
    'tries again what was %s, at no cost to the items',
    async (nature) => {
      const { dispatcher, sent, reopened } = dispatcherOver([nature, nature])
      expect(await dispatcher.run()).toEqual({ kind: 'finished' })
      expect(sent.map(({ attempts }) => attempts)).toEqual([1, 1, 1].map(() => [1, 1, 1, 1]))
      expect(dispatcher.invocations).toEqual({ running: 0, ended: 3, faulted: 2 })
      expect(reopened() > 0).toBe(nature === 'missing')
      expect(parts.collector.notes.join()).toContain(nature === 'credentialsExpired' ? 'new credentials' : '')
    },
  )

  it('goes on without streaming where there is none', async () => {
    const { dispatcher, sent } = dispatcherOver(['streamingUnsupported'])
    expect(await dispatcher.run()).toEqual({ kind: 'finished' })
    expect(sent.map(({ delivery }) => delivery)).toEqual(['streamed', 'buffered'])
  })

  it('counts the start of an item that dies with its environment once', async () => {
    const dies: Answer = ({ indexes: [index = 0], attempts: [attempt = 1] }) => ({
      events: [begun, started(index, attempt)],
      dies: 'Runtime.ExitError',
    })
    const { dispatcher } = dispatcherOver([dies], 1)
    expect(await dispatcher.run()).toEqual({ kind: 'finished' })
    expect(parts.table.counts()).toMatchObject({ crashed: 1, succeeded: 3 })
    expect([0, 1, 2, 3].map((index) => parts.table.starts(index))).toEqual([1, 1, 1, 1])
  })

  it('parts an item that met the deadline at work from those that waited behind it', async () => {
    const deadline: Answer = ({ indexes }) => ({
      events: [
        begun,
        started(indexes[0] ?? 0, 1),
        { kind: 'handedBack', indexes, reason: 'deadline' },
        ended(0, indexes.length),
      ],
    })
    const { dispatcher, sent } = dispatcherOver([deadline])
    expect(await dispatcher.run()).toEqual({ kind: 'finished' })
    expect(sent.map(({ indexes }) => indexes)).toEqual([[0, 1, 2, 3], [0], [1, 2, 3]])
  })

  it('believes of a torn reply what it has read', async () => {
    const torn: Answer = ({ indexes: [first = 0, second = 1] }) => ({
      events: [begun, started(first, 1), succeeded(first, 1), started(second, 1)],
    })
    const { dispatcher, sent } = dispatcherOver([torn])
    expect(await dispatcher.run()).toEqual({ kind: 'finished' })
    expect(sent[1]).toMatchObject({ indexes: [1, 2, 3], attempts: [2, 1, 1] })
  })

  it('fails the job where a module cannot be loaded, and charges its items where others could load it', async () => {
    const refuses: Answer = () => ({
      events: [
        {
          kind: 'batchRefused',
          protocol: 1,
          reason: 'loadFailed',
          error: { name: 'E', message: 'no', kind: 'userCode' },
          at,
        },
        ended(0),
      ],
    })
    const { dispatcher } = dispatcherOver([runsAll, refuses], 2)
    expect(await dispatcher.run()).toEqual({ kind: 'finished' })
    expect(parts.table.counts()).toMatchObject({ succeeded: 2, crashed: 2 })
  })

  it('fetches a bundle again that the workers do not find', async () => {
    const refuses: Answer = () => ({
      events: [
        {
          kind: 'batchRefused',
          protocol: 1,
          reason: 'bundleUnavailable',
          error: { name: 'E', message: '404', kind: 'worker' },
          at,
        },
        ended(0),
      ],
    })
    const { dispatcher, reopened } = dispatcherOver([refuses])
    expect(await dispatcher.run()).toEqual({ kind: 'finished' })
    expect(reopened()).toBe(1)
  })

  it('sends nothing once it was stopped', async () => {
    const { dispatcher, sent } = dispatcherOver([])
    dispatcher.stop({ kind: 'cancelled' })
    expect(await dispatcher.run()).toEqual({ kind: 'cancelled' })
    expect(sent).toEqual([])
  })
})
