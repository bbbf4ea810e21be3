import { describe, expect, it } from 'vitest'
import type { ItemDetails } from '#runtime-client'
import { sampleRequest } from '../testing/sampleJob.ts'
import { renderItem } from './renderItem.ts'

const at = new Date(2026, 10, 23, 4, 26, 55, 230).getTime()
const invocation = {
  id: 6,
  requestId: 'request-1',
  logStream: 'stream-1',
  coldStart: true,
  firstItem: 0,
  items: 20,
  sentAt: at,
  beganAt: at,
  endedAt: at,
  fault: null,
}
const succeeded: ItemDetails = {
  index: 1234,
  input: { kind: 'good', index: 1234, line: 7, json: '{"a":[1,"x"]}' },
  record: { index: 1234, outcome: 'succeeded', value: 5, ms: 0.482, attempts: 1 },
  endedAt: at,
  invocation,
  log: [],
}
const error = { name: 'TypeError', message: 'no price', kind: 'userCode' } as const
const stack = 'TypeError: no price\n    at score (/work/src/score.ts:3:9)'

const render = (details: Partial<ItemDetails>, isLiving = false) =>
  renderItem({
    jobId: 'job-1',
    request: sampleRequest,
    isLiving,
    details: { ...succeeded, ...details },
    shownPath: (path) => path.replace('/work/', ''),
  })

const threw = (given: object): Partial<ItemDetails> => ({
  record: { index: 1234, outcome: 'threw', error: { ...error, ...given }, ms: 12, attempts: 2 },
})

/** What the links of a document cover, and where they lead. */
function linksOf({ text, links }: ReturnType<typeof render>): string[] {
  const lines = text.split('\n')
  return links.map(({ line, start, end, target }) => {
    const covered = lines[line]?.slice(start, end)
    const where = target.kind === 'file' ? `${target.path}:${target.line}:${target.column}` : JSON.stringify(target)
    return `${covered} -> ${where}`
  })
}

describe('renderItem', () => {
  it('shows what went in, what came out and how it ran', () => {
    expect(render({}).text).toBe(`Item 1,234 succeeded
score.ts#score over homes.csv

Input  homes.csv:7
  {
    "a": [
      1,
      "x"
    ]
  }

Value
  5

Run
  Took        0.48 ms
  Attempts    1
  Ended       2026-11-23 04:26:55.230
  Invocation  6 (20 items, cold start)
  Request id  request-1
  Log stream  stream-1
  Profile     local
  Job         job-1`)
  })

  it('makes every frame a link, and the input and the invocation', () => {
    expect(linksOf(render(threw({ stack })))).toEqual([
      'homes.csv:7 -> /work/homes.csv:7:1',
      'src/score.ts:3:9 -> /work/src/score.ts:3:9',
      '6 -> {"kind":"command","command":"wren.openInvocation","arguments":["job-1",6]}',
    ])
  })

  it.each<[string, Partial<ItemDetails>, string[]]>([
    ['a stack', threw({ stack }), ['TypeError: no price', '      at score (src/score.ts:3:9)']],
    ['no stack', threw({}), ['TypeError: no price']],
    ['fields', threw({ fields: { code: 'E1' } }), ['  with', '    "code": "E1"']],
    ['a thrown value', threw({ name: 'NonError', thrown: [1] }), ['  thrown', '    1']],
    [
      'causes',
      threw({ cause: { ...error, message: 'inner', cause: { ...error, message: 'innermost' } } }),
      ['Caused by', '  TypeError: innermost'],
    ],
    [
      'the errors of an AggregateError',
      threw({ fields: { errors: [{ ...error, stack }, error] } }),
      ['Error 1 of 2', 'Error 2 of 2', '      at score (src/score.ts:3:9)'],
    ],
    [
      'a malformed record',
      { input: { kind: 'bad', index: 1, line: 7, bad: { reason: 'no quote', column: 3 } } },
      ['  Not an item: no quote (column 3)'],
    ],
    ['no input', { input: null }, ['Input', '  The input of this job cannot be read, or not yet.']],
    ['undefined', { record: { index: 1, outcome: 'succeeded', ms: 1, attempts: 1 } }, ['  undefined']],
    [
      'a lossy value',
      { record: { index: 1, outcome: 'succeeded', value: [1], exact: 'x', ms: 1, attempts: 1 } },
      ['  (as plain JSON; the results file has the exact value too)'],
    ],
  ])('shows %s', (_, details, lines) => {
    const { text } = render(details)
    for (const line of lines) expect(text).toContain(line)
  })

  it('shows the log with times and streams, broken lines below each other', () => {
    const line = { index: 1234, attempt: 1, stream: 'stderr' as const, at }
    const { text, sections } = render({
      log: [
        { ...line, text: 'one\ntwo' },
        { ...line, stream: 'stdout', text: '' },
      ],
    })
    expect(text).toContain(`Log  3 lines
  04:26:55.230 stderr │ one
                      │ two
  04:26:55.230 stdout │ `)
    expect(sections.map(({ title, detail }) => `${title} ${detail}`)).toEqual([
      'Input homes.csv:7',
      'Value ',
      'Log 3 lines',
      'Run ',
    ])
  })

  it('tells attempts apart where there was more than one', () => {
    const log = [1, 2].map((attempt) => ({ index: 1, attempt, stream: 'stdout' as const, at, text: 'try' }))
    expect(render({ log }).text).toContain('04:26:55.230 attempt 2 stdout │ try')
  })

  it.each([
    [true, 'Item 1,234 has not ended yet'],
    [false, 'Item 1,234 has no outcome: its job was interrupted'],
  ])('shows an item without an outcome (job living: %s)', (isLiving, title) => {
    const rendered = render({ record: null, endedAt: null, invocation: null }, isLiving)
    expect(rendered.text.split('\n')[0]).toBe(title)
    expect(rendered.sections.map((section) => section.title)).toEqual(['Input'])
  })

  it.each<[Partial<ItemDetails>, string[]]>([
    [{}, ['wren.debugItem', 'wren.openInvocation']],
    [threw({}), ['wren.debugItem', 'wren.retryJob', 'wren.openInvocation']],
    [{ ...threw({}), invocation: null }, ['wren.debugItem', 'wren.retryJob']],
  ])('offers what can be done', (details, commands) => {
    expect(render(details).actions.map(({ command }) => command)).toEqual(commands)
  })

  it('keeps sections apart and within the text', () => {
    const { text, sections } = render(threw({ stack, cause: error }))
    const last = text.split('\n').length - 1
    sections.forEach(({ firstLine, lastLine }, position) => {
      expect(firstLine).toBeLessThanOrEqual(lastLine)
      expect(lastLine).toBeLessThanOrEqual(last)
      expect(firstLine).toBeGreaterThan(sections[position - 1]?.lastLine ?? -1)
    })
  })
})
