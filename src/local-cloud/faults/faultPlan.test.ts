import { describe, expect, it } from 'vitest'
import { createFaultInjector, type FaultInjector } from './faultInjector.ts'
import { parseFaultPlan } from './faultPlan.ts'

const kindsOf = (injector: FaultInjector, operation: string, count: number): readonly (string | undefined)[] =>
  Array.from({ length: count }, () => injector.next(operation)?.kind)

describe('parseFaultPlan', () => {
  it('fills in what a plan leaves out', () => {
    expect(parseFaultPlan('{"rate":0.2,"calls":[{"operation":"Invoke","call":3,"kind":"throttle"}]}')).toEqual({
      seed: 0,
      rate: 0.2,
      weights: {},
      operations: null,
      calls: [{ operation: 'Invoke', call: 3, kind: 'throttle', afterChunks: 1, delayMs: 500 }],
    })
  })

  it.each(['[]', '{"rate":"a"}', '{"operations":[1]}', '{"weights":{"rain":1}}', '{"calls":[{}]}'])(
    'refuses %s',
    (json) => {
      expect(() => parseFaultPlan(json)).toThrow(TypeError)
    },
  )
})

describe('createFaultInjector', () => {
  it('hits about as many calls as the rate says, and all kinds of fault', () => {
    const kinds = kindsOf(createFaultInjector(parseFaultPlan('{"rate":0.2}')), 'InvokeWithResponseStream', 5000)
    const hit = kinds.filter((kind) => kind !== undefined)
    expect(hit.length).toBeGreaterThan(900)
    expect(hit.length).toBeLessThan(1100)
    expect(new Set(hit).size).toBe(7)
  })

  it('depends on nothing but seed, operation and number of the call', () => {
    const alone = createFaultInjector(parseFaultPlan('{"rate":0.5,"seed":4}'))
    const mixed = createFaultInjector(parseFaultPlan('{"rate":0.5,"seed":4}'))
    const inMix = Array.from({ length: 50 }, () => {
      mixed.next('PutObject')
      return mixed.next('GetObject')?.kind
    })
    expect(inMix).toEqual(kindsOf(alone, 'GetObject', 50))
  })

  it('follows the weights, the operations and the list', () => {
    const injector = createFaultInjector(
      parseFaultPlan(
        '{"rate":1,"weights":{"throttle":1},"operations":["Invoke"],"calls":[{"operation":"GetObject","call":2,"kind":"lostReply"}]}',
      ),
    )
    expect(kindsOf(injector, 'Invoke', 3)).toEqual(['throttle', 'throttle', 'throttle'])
    expect(kindsOf(injector, 'GetObject', 3)).toEqual([undefined, 'lostReply', undefined])
    injector.use(null)
    expect(kindsOf(injector, 'Invoke', 2)).toEqual([undefined, undefined])
  })
})
