import { describe, expect, it } from 'vitest'
import type { ErrorKind } from '#protocol/remoteError'
import { errorView as viewOf, placeIn } from './errorView.ts'

const errorView = (error: unknown): ReturnType<typeof viewOf> => viewOf(error, (path) => path.replace('/w/', ''))

const wrenError = (kind: ErrorKind, message: string, nextStep?: string): Error =>
  Object.assign(new Error(message), { name: 'WrenError', kind, nextStep })

describe('errorView', () => {
  it('says what is wrong, what to do, and opens the place', () => {
    const view = errorView(
      wrenError(
        'input',
        '/w/homes.csv:12:3: a quote is never closed\n  a,"b\n    ^',
        'Correct the record, or give --skip-bad-input to run all other items.',
      ),
    )
    expect(view.message).toBe(
      'homes.csv:12:3: a quote is never closed. Correct the record, or turn on the setting wren.skipBadInput to run all other items.',
    )
    expect(view.actions).toEqual([
      { kind: 'open', title: 'Open homes.csv:12', place: { path: '/w/homes.csv', line: 12, column: 3 } },
    ])
  })

  it('offers the command that mends it', () => {
    const missing = wrenError('input', 'There is no runtime yet', 'Run `wren deploy --profile work` once.')
    expect(errorView(missing)).toMatchObject({
      message: 'There is no runtime yet. Deploy the runtime.',
      actions: [{ command: 'wren.deployRuntime' }],
    })
    expect(errorView(wrenError('credentials', 'The token has expired')).actions).toMatchObject([
      { command: 'wren.selectProfile' },
    ])
  })

  it('shows the first problem of a bundle', () => {
    const error = wrenError('bundle', 'score.ts could not be bundled\n/w/score.ts:3:1: unexpected }\n  3 | }')
    expect(errorView(error)).toMatchObject({
      message: 'score.ts could not be bundled: score.ts:3:1: unexpected }.',
      actions: [{ title: 'Open score.ts:3' }],
    })
  })

  it('shows any other error as it is', () => {
    expect(errorView(new TypeError('x is not a function'))).toEqual({
      message: 'Wren: x is not a function',
      actions: [],
    })
  })
})

describe('placeIn', () => {
  it.each([
    ['at C:\\w\\a b.ts:3:14: no', { path: 'C:\\w\\a b.ts', line: 3, column: 14 }],
    ['/w/x.csv:1:2', { path: '/w/x.csv', line: 1, column: 2 }],
    ['x.csv:1:2', null],
    ['at 12:30:00', null],
  ])('finds the place in %j', (text, expected) => {
    expect(placeIn(text)).toEqual(expected)
  })
})
