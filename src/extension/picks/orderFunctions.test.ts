import { expect, it } from 'vitest'
import { orderFunctions } from './orderFunctions.ts'

const at = (modulePath: string, exportName: string, line = 1, endLine = 1) => ({
  modulePath,
  exportName,
  line,
  endLine,
})

it('offers the function at the cursor first and each function once', () => {
  const offered = orderFunctions({
    inFile: [at('/w/a.ts', 'one', 1, 5), at('/w/a.ts', 'two', 7, 9)],
    cursorLine: 8,
    recent: [at('/w/b.ts', 'three'), at('/w/a.ts', 'one')],
    inWorkspace: [at('/w/a.ts', 'two'), at('/w/c.ts', 'default')],
  })
  expect(offered.map(({ origin, choice }) => `${origin}: ${choice.modulePath}#${choice.exportName}`)).toEqual([
    'At the cursor: /w/a.ts#two',
    'In this file: /w/a.ts#one',
    'Recent: /w/b.ts#three',
    'In the workspace: /w/c.ts#default',
  ])
})

it('has none at the cursor where there is no editor', () => {
  const inFile = [at('/w/a.ts', 'one', 1, 5)]
  expect(orderFunctions({ inFile, cursorLine: null, recent: [], inWorkspace: [] })).toEqual([
    { origin: 'In this file', choice: { modulePath: '/w/a.ts', exportName: 'one' } },
  ])
})
