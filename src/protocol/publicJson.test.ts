import { describe, expect, it } from 'vitest'
import { toPublicJson } from './publicJson.ts'

const cycle: { name: string; self?: unknown } = { name: 'c' }
cycle.self = cycle
const sparse: unknown[] = []
sparse[3_000_000_000] = 1

describe('toPublicJson', () => {
  it.each([
    ['plain data', { a: [1, 'b', null, true] }, { a: [1, 'b', null, true] }, true],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z', false],
    ['a date that is none', new Date(Number.NaN), null, false],
    ['a BigInt', { big: 5n }, { big: '5' }, false],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['k', 1],
        [{ a: 1 }, undefined],
      ]),
      [
        ['k', 1],
        [{ a: 1 }, null],
      ],
      false,
    ],
    ['a Set', new Set([1, 2]), [1, 2], false],
    ['a typed array', new Float32Array([1.5, Number.NaN]), [1.5, null], false],
    ['BigInts in a typed array', new BigInt64Array([7n]), ['7'], false],
    ['bytes', [new Uint8Array([104, 105]), new Uint8Array([1]).buffer], ['aGk=', 'AQ=='], false],
    ['numbers that JSON has not', [Number.NaN, Infinity, -0], [null, null, 0], false],
    ['a cycle', cycle, { name: 'c', self: '[Circular]' }, false],
    ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }, false],
    ['undefined in an array', [undefined], [null], false],
    ['undefined', undefined, undefined, true],
    ['a regular expression and a URL', [/a/g, new URL('http://a/')], ['/a/g', 'http://a/'], false],
    ['a boxed number', Object(5), 5, false],
    ['an array of three thousand million places', sparse, { 3000000000: 1 }, false],
    ['a field called valueOf', { valueOf: 1, toString: 2 }, { valueOf: 1, toString: 2 }, true],
  ])('writes %s', (_, value, json, lossless) => {
    expect(toPublicJson(value)).toEqual({ json, lossless })
  })

  it('writes a part that is shared each time', () => {
    const shared = { a: 1 }
    expect(toPublicJson([shared, shared])).toEqual({ json: [{ a: 1 }, { a: 1 }], lossless: true })
  })

  it('comes to an end with a graph that is endless as a tree', () => {
    let graph: unknown = [1]
    for (let level = 0; level < 60; level += 1) graph = [graph, graph]
    expect(toPublicJson(graph).lossless).toBe(false)
  })

  it('writes large bytes as one base64 text', () => {
    const bytes = new Uint8Array(100_001).fill(7)
    expect(toPublicJson(bytes).json).toBe(Buffer.from(bytes).toString('base64'))
  })

  it('keeps a key called __proto__ as data', () => {
    const { json } = toPublicJson(JSON.parse('{"__proto__":{"a":1}}'))
    expect(JSON.stringify(json)).toBe('{"__proto__":{"a":1}}')
  })
})
