import { expect, it } from 'vitest'
import { findFunction } from './findFunction.ts'

const score = (): number => 1

it.each([
  ['an ES module', { score }, 'score', 'found'],
  ['a default export', { default: score }, 'default', 'found'],
  ['a CommonJS module', { default: { score } }, 'score', 'found'],
  ['a CommonJS module that is a function', { default: score }, 'default', 'found'],
  ['a function with properties', { default: Object.assign(() => 2, { score }) }, 'score', 'found'],
  ['another name', { score }, 'scores', 'missing'],
  ['a name that is no function', { score: 7 }, 'score', 'missing'],
  ['nothing', null, 'score', 'missing'],
])('looks into %s', (_, module, name, kind) => {
  const found = findFunction(module, name)
  expect(found.kind).toBe(kind)
  if (found.kind === 'found') expect(found.call).toBe(score)
})

it('lists the functions there are', () => {
  expect(findFunction({ default: { a: score, b: score, n: 2 }, b: score }, 'n')).toEqual({
    kind: 'missing',
    exports: ['b', 'a'],
  })
})
