import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { decodeValue } from './decodeValue.ts'
import { encodeValue } from './encodeValue.ts'

function roundTrip(value: unknown): unknown {
  const encoded = encodeValue(value)
  if (encoded.kind === 'nothing') return undefined
  if (encoded.kind === 'unserializable') throw new Error(`${encoded.path}: ${encoded.reason}`)
  return decodeValue(encoded.form, encoded.text)
}

function formOf(value: unknown): string {
  const encoded = encodeValue(value)
  return encoded.kind === 'encoded' ? encoded.form : encoded.kind
}

function refusalOf(value: unknown): { path: string; reason: string } {
  const encoded = encodeValue(value)
  if (encoded.kind !== 'unserializable') throw new Error(`It was ${encoded.kind}.`)
  return encoded
}

class Point {
  readonly #hidden = 1
  readonly x = 1
  readonly y = 2
  get sum(): number {
    return this.x + this.y + this.#hidden
  }
}

class Bag extends Map<number, number> {}

describe('what JSON says without loss travels as JSON', () => {
  it.each([
    ['a string', 'text with \u2028 and \ud800 alone'],
    ['numbers', [0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER]],
    ['booleans and null', [true, false, null]],
    ['nested', { a: { b: [{ c: 'd' }] } }],
    ['the same part twice', (([part]) => [part, part])([{ a: 1 }])],
  ])('%s', (_, value) => {
    expect(formOf(value)).toBe('json')
    expect(roundTrip(value)).toStrictEqual(value)
  })
})

const holes: unknown[] = []
holes[2] = 'third'
const farAway: unknown[] = []
farAway[4_000_000_000] = 'far'

describe('everything else that is data travels through devalue', () => {
  it.each([
    ['undefined inside', { a: undefined, b: [undefined] }],
    ['numbers that JSON cannot say', [Number.NaN, -0, Infinity, -Infinity]],
    ['dates', [new Date(0), new Date(Number.NaN)]],
    ['Map and Set', [new Map<unknown, unknown>([[{ key: 1 }, new Set([1n])]])]],
    ['BigInt', 2n ** 100n],
    ['regular expressions and URLs', [/a"b/gi, new URL('https://example.com/?q=1')]],
    ['bytes', [new Uint8Array([1, 2]), new Uint8Array([3]).buffer, new DataView(new Uint8Array([4, 5]).buffer)]],
    ['typed arrays', [new Float64Array([1.5]), new BigInt64Array([-1n]), new Int16Array([])]],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['holes', holes],
    ['a far place in a sparse array', farAway],
    ['boxed primitives', [Object(1), Object('s'), Object(true), Object(1n)]],
  ])('%s', (_, value) => {
    expect(formOf(value)).toBe('devalue')
    expect(roundTrip(value)).toStrictEqual(value)
  })

  it('keeps cycles and shared parts', () => {
    const shared = new Map()
    const value = { first: shared, second: shared, self: {} }
    value.self = value
    const back = roundTrip(value) as typeof value
    expect(back.self).toBe(back)
    expect(back.first).toBe(back.second)
  })

  it('writes only the bytes in view', () => {
    const encoded = encodeValue(Buffer.from('hi'))
    expect(encoded).toMatchObject({ form: 'devalue', classNames: [] })
    expect(roundTrip(Buffer.from('hi'))).toStrictEqual(new Uint8Array([104, 105]))
    expect(JSON.stringify(encoded).length).toBeLessThan(150)
  })

  it('takes graphs that would be endless as trees', () => {
    let graph: unknown = ['leaf']
    for (let level = 0; level < 60; level += 1) graph = [graph, graph]
    expect(formOf(graph)).toBe('devalue')
  })
})

describe('keys that are dangerous to others', () => {
  it.each([
    ['as JSON', '{"__proto__":{"polluted":true},"constructor":1,"toString":2}'],
    ['through devalue', '{"__proto__":{"polluted":true},"date":0}'],
  ])('are data and nothing else, %s', (_, text) => {
    const value = JSON.parse(text)
    if ('date' in value) value.date = new Date(0)
    const back = roundTrip(value) as object
    expect(Object.keys(back)).toEqual(Object.keys(value))
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
    expect(Reflect.get(back, 'polluted')).toBeUndefined()
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

describe('instances of classes travel as data, and their classes are named', () => {
  it.each([
    ['own fields', new Point(), { x: 1, y: 2 }, ['Point']],
    [
      'toJSON',
      {
        at: new (class Wrapped {
          toJSON() {
            return { inner: new Date(0) }
          }
        })(),
      },
      { at: { inner: new Date(0) } },
      ['Wrapped'],
    ],
    ['a plain object with toJSON', { toJSON: () => 'short' }, 'short', []],
    ['a subclass of Map', new Bag([[1, 2]]), new Map([[1, 2]]), ['Bag']],
    [
      'another realm',
      runInNewContext('({ a: [1], b: new Map() })'),
      expect.objectContaining({ a: [1] }),
      expect.anything(),
    ],
  ])('%s', (_, value, data, classNames) => {
    expect(roundTrip(value)).toEqual(data)
    expect(encodeValue(value)).toMatchObject({ classNames })
  })

  it('an error keeps what it is about', () => {
    const error = Object.assign(new TypeError('bad', { cause: new Error('why') }), { code: 5 })
    expect(roundTrip({ error })).toEqual({
      error: {
        name: 'TypeError',
        message: 'bad',
        stack: error.stack,
        code: 5,
        cause: expect.objectContaining({ message: 'why' }),
      },
    })
  })
})

describe('what cannot travel is refused with the path to it', () => {
  it.each([
    ['a function', { rows: [0, 1, 2, { callback() {} }] }, '$.rows[3].callback', 'function'],
    ['a symbol in a Map', { 'a b': new Map([['key', Symbol('s')]]) }, '$["a b"].get("key")', 'symbol'],
    ['a promise', [Promise.resolve(1)], '$[0]', 'promise'],
    [
      'a thenable',
      {
        query: thenable(),
      },
      '$.query',
      'promise',
    ],
    ['weak collections', new Set([new WeakMap()]), '$.values()[0]', 'WeakMap'],
    ['a generator', { all: (function* () {})() }, '$.all', 'generator'],
    [
      'a getter that throws',
      {
        a: {
          get b() {
            throw new RangeError('no')
          },
        },
      },
      '$.a.b',
      'RangeError: no',
    ],
    [
      'a toJSON that throws',
      {
        a: {
          toJSON() {
            throw new Error('no')
          },
        },
      },
      '$.a',
      'Error: no',
    ],
    [
      'a toJSON that returns itself',
      {
        toJSON() {
          return this
        },
      },
      '$',
      'toJSON',
    ],
    ['a function from toJSON', { a: { toJSON: () => ({ b: () => 1 }) } }, '$.a.b', 'function'],
    ['a revoked proxy', { p: revoked() }, '$.p', 'TypeError'],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('trap')
          },
        },
      ),
      '$',
      'trap',
    ],
    ['the process', process, '$', 'function'],
  ])('%s', (_, value, path, reason) => {
    const refusal = refusalOf(value)
    expect(refusal.path).toContain(path)
    expect(refusal.reason).toContain(reason)
  })

  it('nesting of 10,000 levels', () => {
    let deep: unknown = {}
    for (let level = 0; level < 10_000; level += 1) deep = { deep }
    expect(refusalOf(deep)).toMatchObject({ reason: expect.stringContaining('levels deep') })
    expect(refusalOf(deep).path.length).toBeLessThan(400)
  })
})

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

describe('text that is not what it says', () => {
  it.each([
    ['json', '{"a":'],
    ['devalue', '[["Unknown",1]]'],
    ['devalue', '[["Entries",1],[2],5]'],
    ['devalue', '[{"__proto__":1},2]'],
    ['devalue', 'null'],
  ] as const)('is refused: %s %s', (form, text) => {
    expect(() => decodeValue(form, text)).toThrow(Error)
  })
})

/** As query builders are: a method called "then" on the prototype. */
function thenable(): object {
  const prototype = {}
  Reflect.set(prototype, 'then', () => {})
  return Object.create(prototype) as object
}
