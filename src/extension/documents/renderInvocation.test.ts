import { describe, expect, it } from 'vitest'
import type { WorkerEvent } from '#protocol/workerEvent'
import type { InvocationLogEntry } from '#runtime-client'
import { sampleRequest } from '../testing/sampleJob.ts'
import { type InvocationView, mostEntries, renderInvocation } from './renderInvocation.ts'

const at = new Date(2026, 10, 23, 4, 26, 55, 230).getTime()
const event = (one: WorkerEvent): InvocationLogEntry => ({ kind: 'event', at, event: one })
const log = (index: number | null, text: string): InvocationLogEntry =>
  event({ kind: 'log', index, stream: 'stdout', text, at })
const failed = event({
  kind: 'finished',
  outcome: 'threw',
  index: 2,
  attempt: 1,
  ms: 12,
  at,
  error: { name: 'Error', message: 'no', kind: 'userCode', stack: 'Error: no\n    at f (/work/a.ts:1:2)' },
})

const render = (given: Partial<InvocationView>) =>
  renderInvocation({
    jobId: 'job-1',
    request: sampleRequest,
    invocation: {
      id: 6,
      requestId: 'request-1',
      logStream: 'stream-1',
      coldStart: true,
      firstItem: 1,
      items: 3,
      sentAt: at,
      beganAt: at,
      endedAt: at + 1_500,
      fault: null,
    },
    entries: [],
    state: 'ended',
    consoleUrl: null,
    shownPath: (path) => path.replace('/work/', ''),
    ...given,
  })

describe('renderInvocation', () => {
  it('shows Lambda’s lines, and what items wrote below a heading each', () => {
    const entries: InvocationLogEntry[] = [
      { kind: 'platform', at, text: 'START RequestId: request-1 Version: 1' },
      event({ kind: 'batchStarted', protocol: 1, requestId: 'request-1', logStream: 's', coldStart: true, at }),
      log(1, 'hello'),
      log(1, 'two\nlines'),
      event({ kind: 'heartbeat', at }),
      log(2, 'about to fail'),
      failed,
      { kind: 'text', at, text: '<--- Last few GCs --->' },
      event({ kind: 'batchEnded', finished: 2, handedBack: 1, at }),
      { kind: 'platform', at, text: 'REPORT RequestId: request-1\tDuration: 1 ms\t' },
    ]
    const { text, sections, links } = render({ entries })
    expect(text).toBe(`Invocation 6 of score.ts#score
3 items from item 1 · 1.5 s · cold start
Request id request-1
Log stream stream-1

  04:26:55.230 START RequestId: request-1 Version: 1
  04:26:55.230 Batch started in a new environment
Item 1
  04:26:55.230 stdout │ hello
  04:26:55.230 stdout │ two
                        lines
Item 2  threw
  04:26:55.230 stdout │ about to fail
  04:26:55.230 threw after 12 ms
      Error: no
          at f (a.ts:1:2)
  04:26:55.230 <--- Last few GCs --->
  04:26:55.230 Batch ended: 2 items finished, 1 handed back
  04:26:55.230 REPORT RequestId: request-1  Duration: 1 ms`)
    expect(sections.map(({ title, firstLine, lastLine }) => [title, firstLine, lastLine])).toEqual([
      ['Item 1', 7, 10],
      ['Item 2', 11, 15],
    ])
    expect(links.map(({ target }) => target)).toEqual([
      { kind: 'command', command: 'wren.openItem', arguments: ['job-1', 1] },
      { kind: 'command', command: 'wren.openItem', arguments: ['job-1', 2] },
      { kind: 'file', path: '/work/a.ts', line: 1, column: 2 },
    ])
  })

  it('gives an item that ran beside others a heading for each run of lines', () => {
    const { sections } = render({ entries: [log(1, 'a'), log(2, 'b'), log(1, 'c'), log(null, 'd')] })
    expect(sections.map(({ title }) => title)).toEqual(['Item 1', 'Item 2', 'Item 1'])
  })

  it.each<[Partial<InvocationView>, string]>([
    [{ state: 'reading' }, 'Reading the log…'],
    [{ state: 'reading', entries: [log(null, 'x')] }, '…'],
    [{ state: { failed: 'No log.' } }, 'No log.'],
    [{ entries: Array.from({ length: mostEntries + 1_500 }, () => log(1, 'x')) }, '… 1,500 more entries'],
  ])('ends with what is to be known', (given, line) => {
    expect(render(given).text.split('\n').at(-1)).toBe(line)
  })

  it('leads to the AWS console where there is one', () => {
    const { actions, links } = render({ consoleUrl: 'https://example.com/log' })
    expect(links.map(({ target }) => target)).toEqual([{ kind: 'url', url: 'https://example.com/log' }])
    expect(actions.map(({ command }) => command)).toEqual(['vscode.open'])
    expect(render({}).actions).toEqual([])
  })
})
