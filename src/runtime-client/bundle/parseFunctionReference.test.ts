import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { parseFunctionReference } from './parseFunctionReference.ts'

it.each([
  ['src/score.ts#score', 'src/score.ts', 'score'],
  ['./score.mjs#default', 'score.mjs', 'default'],
  ['score.cjs', 'score.cjs', 'default'],
  ['issue #7/score.ts#run', 'issue #7/score.ts', 'run'],
  ['issue #7/score.ts', 'issue #7/score.ts', 'default'],
  ['c#.ts', 'c#.ts', 'default'],
  ['c#.ts#map', 'c#.ts', 'map'],
  ['score.ts#größe', 'score.ts', 'größe'],
  ['score.ts#$run', 'score.ts', '$run'],
  ['/abs/score.tsx#run', '/abs/score.tsx', 'run'],
])('%s', (reference, path, exportName) => {
  expect(parseFunctionReference(reference, '/work')).toEqual({ modulePath: resolve('/work', path), exportName })
})

it.each(['#run', 'score.ts#', '', ' '])('refuses "%s"', (reference) => {
  expect(() => parseFunctionReference(reference)).toThrow(
    expect.objectContaining({ kind: 'input', nextStep: 'Write it as path/to/module.ts#exportedFunction.' }),
  )
})
