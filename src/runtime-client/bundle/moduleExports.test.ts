import { describe, expect, it } from 'vitest'
import { exportedFunctions } from './exportedFunctions.ts'
import { moduleExports } from './moduleExports.ts'

const named = (text: string, fileName = 'm.ts'): readonly (readonly [string, string, number])[] =>
  moduleExports(text, fileName).map(({ name, kind, line }) => [name, kind, line])

describe('finds exports', () => {
  it.each([
    ['function', 'export function a() {}', [['a', 'function', 1]]],
    ['async generator', 'export async function* a() {}', [['a', 'function', 1]]],
    ['default function', 'export default function () {}', [['default', 'function', 1]]],
    ['default arrow', '\nexport default async (x: number) => x', [['default', 'function', 2]]],
    ['default by name', 'const a = () => 1\n\nexport default a', [['default', 'function', 1]]],
    ['arrow, checked type', 'export const a = ((x) => x) satisfies Mapper', [['a', 'function', 1]]],
    ['class', 'export class A {}', [['A', 'class', 1]]],
    ['data', 'export const a = 5, b = [1], c = `x`, d = {}', ['a', 'b', 'c', 'd'].map((name) => [name, 'data', 1])],
    ['call', 'export const a = memoize(() => 1)', [['a', 'unknown', 1]]],
    [
      'destructured',
      'export const { a, b: c } = tools',
      [
        ['a', 'unknown', 1],
        ['c', 'unknown', 1],
      ],
    ],
    [
      'types',
      'export type A = 1\nexport interface B {}\nexport type { C } from "c"',
      [
        ['A', 'type', 1],
        ['B', 'type', 2],
        ['C', 'type', 3],
      ],
    ],
    ['enum', 'export enum A { B }', [['A', 'data', 1]]],
    [
      'renamed',
      'function a() {}\nexport { a as b, a as "c d" }',
      [
        ['b', 'function', 1],
        ['c d', 'function', 1],
      ],
    ],
    [
      'passed on',
      'export { a, default as b } from "c"\nexport * as d from "e"\nexport * from "f"',
      [
        ['a', 'unknown', 1],
        ['b', 'unknown', 1],
        ['d', 'unknown', 2],
      ],
    ],
    [
      'overloads',
      'export function a(x: 1): 1\nexport function a(x: 2): 2\nexport function a(x: any) { return x }',
      [['a', 'function', 1]],
    ],
    ['decorated class', '@sealed\nexport class A {}', [['A', 'class', 1]]],
  ])('%s', (_, text, expected) => {
    expect(named(text)).toEqual(expected)
  })

  it.each([
    ['exports.a', 'exports.a = (x) => x', [['a', 'function', 1]]],
    ['module.exports.a', 'module.exports.a = 1', [['a', 'data', 1]]],
    ['module.exports', 'function run() {}\nmodule.exports = run', [['default', 'function', 1]]],
    [
      'object',
      'function a() {}\nmodule.exports = { a, b() {}, "c": 1, ...d }',
      [
        ['a', 'function', 1],
        ['b', 'function', 2],
        ['c', 'data', 2],
      ],
    ],
    ['both at once', 'module.exports = exports.a = () => 1', [['default', 'function', 1]]],
  ])('CommonJS: %s', (_, text, expected) => {
    expect(named(text, 'm.cjs')).toEqual(expected)
  })

  it.each([
    ['m.tsx', 'export const View = () => <b>x</b>'],
    ['m.jsx', 'export const View = () => <b>x</b>'],
    ['m.ts', 'export const View = () => <Props>{}'],
  ])('JSX or casts by the ending: %s', (fileName, text) => {
    expect(named(text, fileName)).toEqual([['View', 'function', 1]])
  })
})

describe('in a text with syntax errors', () => {
  const text = [
    'import { x } from "y"',
    'export function before() { return x }',
    'export const broken = (a => {',
    'export async function after(item) {',
    '  return item +* 2',
    '}',
    'export default function main(item) { return item }',
  ].join('\n')

  it('finds all that stands outside of them, and the name of a function with an error inside', () => {
    expect(named(text)).toEqual([
      ['before', 'function', 2],
      ['after', 'function', 4],
      ['default', 'function', 7],
    ])
  })

  it('goes on after an error that can be recovered from', () => {
    expect(named('const a = 1\nconst a = 2\nexport function b() {}')).toEqual([['b', 'function', 3]])
  })
})

it('lists those that are or may be functions, with their whole range', () => {
  const text =
    'export const limit = 5\nexport type T = 1\n  export const run =\n    once((x) => x)\nexport function go() {}\n'
  expect(exportedFunctions(text, 'm.ts')).toEqual([
    { name: 'run', kind: 'unknown', line: 3, column: 3, endLine: 4, endColumn: 19 },
    { name: 'go', kind: 'function', line: 5, column: 1, endLine: 5, endColumn: 24 },
  ])
})
