import { describe, expect, it } from 'vitest'
import { decodeValue } from './decodeValue.ts'
import { encodeValue } from './encodeValue.ts'

describe('any value', () => {
  it('comes back equal or is refused, and never throws', () => {
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const value = new ValueMaker(seed, false).make()
      const plain = encodeValue(value)
      const back = plain.kind === 'encoded' ? decodeValue(plain.form, plain.text) : plain.kind
      expect(back, `seed ${seed}`).toStrictEqual(plain.kind === 'nothing' ? 'nothing' : value)
      const hostile = new ValueMaker(seed, true).make()
      const encoded = encodeValue(hostile)
      if (encoded.kind === 'encoded') decodeValue(encoded.form, encoded.text)
      else if (encoded.kind === 'unserializable') expect(encoded.path).toMatch(/^\$/)
    }
  })
})

class Unknown {
  readonly field = 1
}

/** Makes the same value for the same seed: plain data of every kind, or, where hostile, anything at all. */
class ValueMaker {
  private state: number
  private readonly isHostile: boolean
  private readonly made: object[] = []

  constructor(seed: number, isHostile: boolean) {
    this.state = seed
    this.isHostile = isHostile
  }

  make(depth = 0): unknown {
    const leaves: readonly (() => unknown)[] = [
      () => null,
      () => this.pick(2) === 0,
      () => this.pick(1_000_000) / 7,
      () => [-0, Number.NaN, Infinity, -1e-300, 2 ** 60][this.pick(5)],
      () => ['', '__proto__', '\ud800', '\u0000"\\\n', 'constructor', '🐦'][this.pick(6)],
      () => undefined,
      () => BigInt(this.pick(1000)) ** 9n,
      () => new Date(this.pick(2 ** 30)),
      () => new Uint16Array([this.pick(1000), this.pick(1000)]),
      () => (this.isHostile ? this.hostile() : /x+/g),
    ]
    const more = (): unknown => this.make(depth + 1)
    const branches: readonly (() => unknown)[] = [
      () => this.keep(Array.from({ length: this.pick(4) }, more)),
      () => this.keep(new Set([more(), more()])),
      () => this.keep(new Map([[more(), more()]])),
      () => (this.isHostile && this.made.length > 0 ? this.made[this.pick(this.made.length)] : 'leaf'),
      () => this.object(depth),
      () => this.object(depth),
    ]
    const kinds = depth > 4 ? leaves : [...leaves, ...branches]
    return kinds[this.pick(kinds.length)]?.()
  }

  private object(depth: number): object {
    const object: Record<string, unknown> = {}
    this.keep(object)
    for (let field = this.pick(4); field > 0; field -= 1) {
      const key =
        ['a', 'b c', '0', 'toString', 'length', '__proto__', 'then', 'toJSON'][this.pick(this.isHostile ? 8 : 6)] ?? 'a'
      Object.defineProperty(object, key, {
        value: this.make(depth + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return object
  }

  private hostile(): unknown {
    const all: readonly (() => unknown)[] = [
      () => () => {},
      () => Symbol('s'),
      () => Promise.resolve(),
      () => new Unknown(),
      () => revoked(),
      () =>
        new Proxy([], {
          get: () => {
            throw new Error('get')
          },
        }),
      () =>
        Object.defineProperty({}, 'x', {
          get: () => {
            throw new Error('x')
          },
          enumerable: true,
        }),
      () => ({ [Symbol.toStringTag]: 'Date' }),
      () => ({ [Symbol.toStringTag]: 'constructor' }),
      () => ({ constructor: null, [Symbol.toStringTag]: 'Map' }),
      () => new (class extends Array {})(3),
      () => Object.create(Date.prototype),
      () => globalThis,
      () => new Error('e', { cause: this.made[0] }),
    ]
    return all[this.pick(all.length)]?.()
  }

  private keep<Made extends object>(made: Made): Made {
    this.made.push(made)
    return made
  }

  /** mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
  private pick(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) % below
  }
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
