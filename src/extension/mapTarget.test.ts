import { expect, it } from 'vitest'
import { readMapTarget } from './mapTarget.ts'

const file = (fsPath: string): unknown => ({ scheme: 'file', fsPath })

it.each([
  [undefined, { kind: 'nothing' }],
  [file('/w/score.mts'), { kind: 'module', path: '/w/score.mts' }],
  [file('/w/view.tsx'), { kind: 'module', path: '/w/view.tsx' }],
  [file('/w/types.d.ts'), { kind: 'nothing' }],
  [file('/w/homes.csv.gz'), { kind: 'input', path: '/w/homes.csv.gz' }],
  [file('/w/homes.JSON'), { kind: 'input', path: '/w/homes.JSON' }],
  [{ scheme: 'git', fsPath: '/w/score.ts' }, { kind: 'nothing' }],
  [
    { modulePath: '/w/score.ts', exportName: 'score' },
    { kind: 'function', choice: { modulePath: '/w/score.ts', exportName: 'score' }, inputPath: null },
  ],
  [
    { modulePath: '/w/score.ts', exportName: 'score', inputPath: '/w/homes.csv' },
    { kind: 'function', choice: { modulePath: '/w/score.ts', exportName: 'score' }, inputPath: '/w/homes.csv' },
  ],
])('reads %j', (argument, expected) => {
  expect(readMapTarget(argument)).toEqual(expected)
})
