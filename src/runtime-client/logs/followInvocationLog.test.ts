import { describe, expect, it } from 'vitest'
import { ServiceFault } from '../errors.ts'
import type { InvocationSummary } from '../job/jobReader.ts'
import type { InvocationLogReader } from '../ports.ts'
import { followInvocationLog, type InvocationLogSource } from './followInvocationLog.ts'

const requestId = '7a4229da-34dc-459e-8fab-ccda6fb4765a'
const start = `START RequestId: ${requestId} Version: 1`
const report = `REPORT RequestId: ${requestId}\tDuration: 1 ms`

const invocation: InvocationSummary = {
  id: 1,
  requestId,
  logStream: 'stream',
  coldStart: true,
  firstItem: 0,
  items: 1,
  sentAt: 100_000,
  beganAt: 100_001,
  endedAt: 100_002,
  fault: null,
}

/** Answers each read with the next page; null stands for a stream that is not there. */
class PagedLog implements InvocationLogReader {
  readonly tokens: (string | undefined)[] = []
  readonly #pages: (readonly string[] | null)[]

  constructor(pages: (readonly string[] | null)[]) {
    this.#pages = pages
  }

  async read(_group: string, _stream: string, nextToken?: string): ReturnType<InvocationLogReader['read']> {
    this.tokens.push(nextToken)
    const page = this.#pages.length === 0 ? [] : (this.#pages.shift() ?? null)
    if (page === null) throw new ServiceFault('missing', 'input', 'ResourceNotFoundException', 'no stream')
    return { lines: page.map((text) => ({ at: 0, text })), nextToken: `t${this.tokens.length}` }
  }

  async findStream(_group: string, text: string): Promise<string | null> {
    return text.includes(requestId) ? 'found' : null
  }
}

async function follow(
  reader: InvocationLogReader,
  given: Partial<InvocationLogSource> = {},
  signal = new AbortController().signal,
): Promise<string[]> {
  const source: InvocationLogSource = {
    reader,
    logGroup: 'group',
    pollMs: 1,
    invocation: () => invocation,
    isLiving: () => false,
    mapError: (error) => error,
    ...given,
  }
  const texts: string[] = []
  for await (const entries of followInvocationLog(source, signal)) {
    texts.push(entries.map((entry) => (entry.kind === 'event' ? '!' : entry.text)).join(' | '))
  }
  return texts
}

const running = { invocation: () => ({ ...invocation, endedAt: null }), isLiving: () => true }

describe('followInvocationLog', () => {
  it('reads the log of an ended invocation once', async () => {
    const log = new PagedLog([[start, report]])
    expect(await follow(log)).toEqual([`${start} | ${report}`])
    expect(log.tokens).toEqual([undefined])
  })

  it('follows a running one from token to token until its report', async () => {
    const log = new PagedLog([[start], [], ['line'], [report], ['of the next']])
    expect(await follow(log, running)).toEqual([start, 'line', report])
    expect(log.tokens).toEqual([undefined, 't1', 't2', 't3'])
  })

  it('waits for a stream that is not there yet', async () => {
    expect(await follow(new PagedLog([null, null, [start, report]]), running)).toEqual([`${start} | ${report}`])
  })

  it('ends without a report where nothing more can come', async () => {
    expect(await follow(new PagedLog([[start, 'last words']]))).toEqual([`${start} | last words`])
  })

  it('finds the stream of an environment that died before it told it', async () => {
    const unknown = { ...invocation, logStream: null }
    expect(await follow(new PagedLog([[start, report]]), { invocation: () => unknown })).toHaveLength(1)
  })

  it.each([
    ['a stream that is gone', [null], {}],
    ['an invocation that Lambda never took', [], { invocation: () => ({ ...invocation, requestId: null }) }],
    ['no invocation', [], { invocation: () => null }],
  ])('says so for %s', async (_, pages, given) => {
    await expect(follow(new PagedLog(pages), given)).rejects.toThrow(/^There is no/)
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    const log = new PagedLog([[start]])
    const following = follow(
      log,
      { ...running, isLiving: () => (log.tokens.length > 2 && abort.abort(), true) },
      abort.signal,
    )
    expect(await following).toEqual([start])
  })
})
