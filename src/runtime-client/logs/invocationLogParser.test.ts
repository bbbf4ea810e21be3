import { describe, expect, it } from 'vitest'
import { InvocationLogParser } from './invocationLogParser.ts'

const mine = '7a4229da-34dc-459e-8fab-ccda6fb4765a'
const other = '34244d1d-eb00-4419-bca8-5890d4497f38'
const start = (id: string): string => `START RequestId: ${id} Version: $LATEST`
const report = (id: string): string => `REPORT RequestId: ${id}\tDuration: 391.61 ms\tBilled Duration: 559 ms\t`
const event = (rest: object): string => JSON.stringify({ jobId: 'j', batchId: 'b', ...rest })
const said = event({ kind: 'log', index: 3, stream: 'stdout', text: 'hello', at: 7 })

/** The texts of what the parser takes from these lines, `!` before those that it reads as the worker's. */
function taken(parser: InvocationLogParser, ...lines: string[]): string[] {
  return parser
    .take(lines.map((text, at) => ({ at, text })))
    .map((entry) => (entry.kind === 'event' ? `!${entry.event.kind}` : entry.text))
}

const newParser = (): InvocationLogParser => new InvocationLogParser(mine, (error) => ({ ...error, stack: 'mapped' }))

describe('InvocationLogParser', () => {
  it.each<[string, string[], string[]]>([
    ['the only invocation', [start(mine), said, report(mine)], [start(mine), '!log', report(mine)]],
    ['one after another', [start(other), said, report(other), start(mine), report(mine)], [start(mine), report(mine)]],
    ['one before another', [start(mine), report(mine), start(other), said], [start(mine), report(mine)]],
    ['the start of the environment', ['INIT_START x', 'early', start(mine)], ['INIT_START x', 'early', start(mine)]],
    [
      'no start of the environment for the second',
      ['INIT_START x', start(other), report(other), start(mine)],
      [start(mine)],
    ],
    [
      'native output',
      [start(mine), '<--- Last few GCs --->', report(mine)],
      [start(mine), '<--- Last few GCs --->', report(mine)],
    ],
    ['JSON of the user', [start(mine), '{"jobId":1}', '{"jobId":'], [start(mine), '{"jobId":1}', '{"jobId":']],
    [
      'a word behind the report',
      [start(mine), report(mine), `${mine} Task timed out`, 'else'],
      [start(mine), report(mine), `${mine} Task timed out`],
    ],
    ['nothing of another', [start(other), said, report(other)], []],
  ])('takes %s', (_, lines, expected) => {
    expect(taken(newParser(), ...lines)).toEqual(expected)
  })

  it('goes on where the last lines ended, and knows the end', () => {
    const parser = newParser()
    expect(taken(parser, 'INIT_START x')).toEqual([])
    expect(taken(parser, start(mine))).toEqual(['INIT_START x', start(mine)])
    expect(parser.isOver).toBe(false)
    expect(taken(parser, said, report(mine))).toEqual(['!log', report(mine)])
    expect(parser.isOver).toBe(true)
  })

  it('maps errors and takes the worker at its time', () => {
    const error = { name: 'Error', message: 'no', kind: 'userCode', stack: 'raw' }
    const line = event({ kind: 'finished', outcome: 'threw', index: 1, attempt: 1, ms: 1, at: 99, error })
    const [, entry] = newParser().take([start(mine), line].map((text) => ({ at: 5, text })))
    expect(entry).toMatchObject({ kind: 'event', at: 99, event: { error: { stack: 'mapped' } } })
  })
})
