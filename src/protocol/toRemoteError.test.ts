import { describe, expect, it } from 'vitest'
import { toRemoteError } from './toRemoteError.ts'

describe('toRemoteError', () => {
  it('keeps name, message, stack, own fields and the chain of causes', () => {
    const error = Object.assign(new RangeError('too far', { cause: new TypeError('why', { cause: 'first of all' }) }), {
      code: 'EFAR',
      at: new Date(0),
    })
    expect(toRemoteError(error)).toEqual({
      name: 'RangeError',
      message: 'too far',
      kind: 'userCode',
      stack: error.stack,
      fields: { code: 'EFAR', at: '1970-01-01T00:00:00.000Z' },
      cause: {
        name: 'TypeError',
        message: 'why',
        kind: 'userCode',
        stack: expect.any(String),
        cause: { name: 'NonError', message: 'first of all', kind: 'userCode', thrown: 'first of all' },
      },
    })
  })

  it('keeps the errors of an AggregateError', () => {
    const { fields } = toRemoteError(new AggregateError([new Error('one'), 2], 'many'))
    expect(fields).toMatchObject({
      errors: [
        { name: 'Error', message: 'one' },
        { name: 'NonError', thrown: 2 },
      ],
    })
  })

  it.each([
    ['a string', 'text', { message: 'text', thrown: 'text' }],
    ['null', null, { message: 'null', thrown: null }],
    ['undefined', undefined, { message: 'undefined' }],
    ['an object', { code: 1 }, { message: '{"code":1}', thrown: { code: 1 } }],
    ['a function', () => 1, { thrown: '[a function]' }],
    ['a BigInt', 5n, { message: '5', thrown: '5' }],
  ])('says that %s is no error', (_, thrown, expected) => {
    expect(toRemoteError(thrown)).toMatchObject({ name: 'NonError', kind: 'userCode', ...expected })
  })

  it('cuts a cycle of causes', () => {
    const first = new Error('first')
    const second = new Error('second', { cause: first })
    first.cause = second
    const remote = toRemoteError(first)
    expect(remote.cause?.message).toBe('second')
    expect(remote.cause).not.toHaveProperty('cause')
  })

  it('stays small whatever the error holds', () => {
    const error = new Error('m'.repeat(1e6))
    for (let field = 0; field < 1000; field += 1) Object.assign(error, { [`field${field}`]: 'x'.repeat(5_000) })
    for (let deep = error, level = 0; level < 100; level += 1) {
      deep.cause = new Error('c'.repeat(1e6))
      deep = deep.cause as Error
    }
    expect(JSON.stringify(toRemoteError(error)).length).toBeLessThan(150_000)
  })

  it('is never thrown at by a hostile error', () => {
    const fail = (): never => {
      throw new Error('hostile')
    }
    const hostile: unknown[] = [
      Object.defineProperty(new Error('x'), 'message', { get: fail }),
      Object.defineProperty(new Error('x'), 'name', { get: fail }),
      Object.defineProperty(new Error('x'), 'cause', { get: fail }),
      Object.assign(new Error('x'), { name: Symbol('name'), message: { toString: fail } }),
      Object.assign(new Error('x'), { toString: fail, toJSON: fail, self: null }),
      new Proxy(new Error('x'), { get: fail, ownKeys: fail, getPrototypeOf: fail }),
      new Proxy({}, { get: fail, getPrototypeOf: fail }),
      Object.create(null),
    ]
    for (const thrown of hostile) {
      const remote = toRemoteError(thrown)
      expect(typeof remote.name).toBe('string')
      expect(typeof remote.message).toBe('string')
      expect(() => JSON.stringify(remote)).not.toThrow()
    }
  })
})
