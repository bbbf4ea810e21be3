import { isKeyed, maxDepth } from './losslessJson.ts'
import { OwnEntries, setOwn } from './ownEntries.ts'
import { formatPath, indexStep, keyStep, mapKeyStep, mapValueStep, setStep } from './valuePath.ts'

/** Thrown where a part of a value cannot travel; `path` leads to it. */
export class Unserializable extends Error {
  readonly path: string

  constructor(path: string, reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause })
    this.name = 'Unserializable'
    this.path = path
  }
}

/** A value made ready for devalue. */
export interface SimplifiedValue {
  /** A copy made of nothing but what devalue writes; shared parts and cycles are kept. */
  readonly value: unknown
  /** Classes whose instances became plain data. */
  readonly classNames: readonly string[]
}

/**
 * Copies a value into plain data: an instance of a class becomes what its `toJSON` returns, or its own enumerable
 * fields. Symbol keys are left out, as JSON does. Throws {@link Unserializable}.
 */
export function simplifyValue(value: unknown): SimplifiedValue {
  const walk = new Simplification()
  return { value: walk.copy(value), classNames: [...walk.classNames] }
}

class Simplification {
  readonly classNames = new Set<string>()
  private readonly copies = new Map<object, unknown>()
  private readonly steps: string[] = []
  /** Objects being copied to {@link OwnEntries}, which can be read back only once their parts are. */
  private readonly openEntries = new Set<object>()

  copy(value: unknown): unknown {
    switch (typeof value) {
      case 'function':
        return this.refuse(`a function${value.name ? ` (${safeText(value.name)})` : ''}`)
      case 'symbol':
        return this.refuse('a symbol')
      case 'object':
        return value === null ? null : this.copyObject(value)
      default:
        return value
    }
  }

  private copyObject(value: object): unknown {
    if (this.openEntries.has(value)) return this.refuse('a cycle through an object with a "__proto__" key')
    if (this.copies.has(value)) return this.copies.get(value)
    if (this.steps.length > maxDepth) return this.refuse(`nested more than ${maxDepth} levels deep`)
    try {
      const tag = tagOf(value)
      // An object may claim any tag, `constructor` too.
      const refusal = Object.hasOwn(refusals, tag) ? refusals[tag] : undefined
      if (refusal !== undefined) return this.refuse(refusal)
      if (Array.isArray(value)) return this.copyArray(value)
      const known = this.copyKnown(value, tag)
      if (known !== undefined) return known
      return this.copyFields(value)
    } catch (error) {
      if (error instanceof Unserializable) throw error
      throw new Unserializable(formatPath(this.steps), `reading it threw ${describeThrown(error)}`, error)
    }
  }

  private copyArray(array: readonly unknown[]): unknown {
    const copy: unknown[] = []
    this.copies.set(array, copy)
    const prototype: unknown = Object.getPrototypeOf(array)
    if (prototype !== Array.prototype && prototype !== null) this.noteClass(array)
    copy.length = array.length
    // Only what is there: a sparse array may claim four thousand million places.
    if (array.length > 1_000 && !(array.length - 1 in array && 0 in array)) {
      for (const key of Object.keys(array)) {
        const index = Number(key)
        if (String(index >>> 0) === key) copy[index] = this.step(indexStep(index), array[index])
      }
    } else {
      for (let i = 0; i < array.length; i += 1) if (i in array) copy[i] = this.step(indexStep(i), array[i])
    }
    return copy
  }

  /** Built-in types that devalue writes, or undefined for all else. Subclasses count as what they extend. */
  private copyKnown(value: object, tag: string): unknown {
    if (value instanceof Map) return this.copyMap(value)
    if (value instanceof Set) return this.copySet(value)
    if (ArrayBuffer.isView(value)) return remember(this.copies, value, copyView(value))
    if (value instanceof ArrayBuffer) return remember(this.copies, value, value)
    if (value instanceof Error || tag === 'Error') return this.copyError(value)
    const copy = copyLeaf(value, tag)
    return copy === undefined ? undefined : remember(this.copies, value, copy)
  }

  private copyMap(map: ReadonlyMap<unknown, unknown>): unknown {
    const copy = new Map<unknown, unknown>()
    this.copies.set(map, copy)
    if (Object.getPrototypeOf(map) !== Map.prototype) this.noteClass(map)
    let position = 0
    for (const [key, value] of Map.prototype.entries.call(map)) {
      copy.set(this.step(mapKeyStep(position), key), this.step(mapValueStep(key, position), value))
      position += 1
    }
    return copy
  }

  private copySet(set: ReadonlySet<unknown>): unknown {
    const copy = new Set<unknown>()
    this.copies.set(set, copy)
    if (Object.getPrototypeOf(set) !== Set.prototype) this.noteClass(set)
    let position = 0
    for (const value of Set.prototype.values.call(set)) {
      copy.add(this.step(setStep(position), value))
      position += 1
    }
    return copy
  }

  private copyError(error: object): unknown {
    this.noteClass(error)
    const copy: Record<string, unknown> = {}
    this.copies.set(error, copy)
    // These are not enumerable on an error and yet what it is about.
    for (const key of ['name', 'message', 'stack', 'cause', 'errors']) {
      const value: unknown = Reflect.get(error, key)
      if (value !== undefined) setOwn(copy, key, this.step(keyStep(key), value))
    }
    for (const key of Object.keys(error)) this.copyField(error, key, copy)
    return copy
  }

  private copyFields(value: object): unknown {
    const prototype: unknown = Object.getPrototypeOf(value)
    const isPlain = prototype === null || isPlainPrototype(prototype)
    const toJson: unknown = Reflect.get(value, 'toJSON')
    if (typeof toJson === 'function') return this.copyJsonOf(value, toJson, isPlain)
    if (!isPlain) {
      this.noteClass(value)
      if (typeof Reflect.get(value, 'then') === 'function') return this.refuse(refusals.Promise)
    }
    const copy: object = prototype === null ? newNullPrototypeObject() : {}
    this.copies.set(value, copy)
    const keys = Object.keys(value)
    if (!keys.includes('__proto__')) {
      for (const key of keys) this.copyField(value, key, copy)
      return copy
    }
    const entries: (readonly [string, unknown])[] = []
    const entriesCopy = new OwnEntries(entries)
    this.copies.set(value, entriesCopy)
    this.openEntries.add(value)
    for (const key of keys) entries.push([key, this.step(keyStep(key), readOwn(value, key))])
    this.openEntries.delete(value)
    return entriesCopy
  }

  private copyField(from: object, key: string, to: object): void {
    this.steps.push(keyStep(key))
    setOwn(to, key, this.copy(readOwn(from, key)))
    this.steps.pop()
  }

  private copyJsonOf(value: object, toJson: Function, isPlain: boolean): unknown {
    if (!isPlain) this.noteClass(value)
    const json: unknown = Reflect.apply(toJson, value, [''])
    // A toJSON that returns its own object must not be asked for ever.
    if (json === value) return this.refuse('an object whose toJSON returns the object itself')
    this.steps.push('')
    const copy = this.copy(json)
    this.steps.pop()
    this.copies.set(value, copy)
    return copy
  }

  private step(step: string, value: unknown): unknown {
    if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return value
    this.steps.push(step)
    const copy = this.copy(value)
    this.steps.pop()
    return copy
  }

  private noteClass(value: object): void {
    this.classNames.add(classNameOf(value))
  }

  private refuse(what: string): never {
    throw new Unserializable(formatPath(this.steps), what)
  }
}

const refusals: Readonly<Record<string, string>> & { readonly Promise: string } = {
  Promise: 'a promise (await it before it is returned)',
  WeakMap: 'a WeakMap',
  WeakSet: 'a WeakSet',
  WeakRef: 'a WeakRef',
  Generator: 'a generator (spread it into an array before it is returned)',
  AsyncGenerator: 'an async generator (collect it into an array before it is returned)',
}

/** A copy of a built-in object that holds no other one, or undefined where `value` is none, whatever its tag claims. */
function copyLeaf(value: object, tag: string): object | undefined {
  switch (tag) {
    case 'SharedArrayBuffer':
      return value instanceof SharedArrayBuffer ? new Uint8Array(new Uint8Array(value)).buffer : undefined
    case 'Date':
      return value instanceof Date ? new Date(value.getTime()) : undefined
    case 'RegExp':
      return value instanceof RegExp ? new RegExp(value.source, value.flags) : undefined
    case 'URL':
      return value instanceof URL ? new URL(value.href) : undefined
    case 'URLSearchParams':
      return value instanceof URLSearchParams ? new URLSearchParams(value.toString()) : undefined
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'BigInt':
      return boxedClasses.some((boxed) => value instanceof boxed) ? value : undefined
    default:
      return undefined
  }
}

const boxedClasses: readonly Function[] = [Number, String, Boolean, BigInt]

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)

function remember(copies: Map<object, unknown>, original: object, copy: object): object {
  copies.set(original, copy)
  return copy
}

/** Cut to the bytes in view: a small Buffer is a window on a pool that holds other people's bytes. */
function copyView(view: ArrayBufferView): ArrayBufferView {
  const bytes = new Uint8Array(view.byteLength)
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  if (view instanceof Uint8Array) return bytes
  if (view instanceof DataView) return new DataView(bytes.buffer)
  for (const viewClass of viewClasses) if (view instanceof viewClass) return new viewClass(bytes.buffer)
  throw new TypeError(`an unknown kind of typed array (${classNameOf(view)})`)
}

const viewClasses = [
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const

/** Object.prototype of this realm or of another one (node:vm). */
function isPlainPrototype(prototype: unknown): boolean {
  if (prototype === Object.prototype) return true
  if (typeof prototype !== 'object' || prototype === null || Object.getPrototypeOf(prototype) !== null) return false
  return Object.hasOwn(prototype, 'hasOwnProperty')
}

const readOwn = (value: object, key: string): unknown => (isKeyed(value) ? value[key] : undefined)

function newNullPrototypeObject(): object {
  const created: unknown = Object.create(null)
  return typeof created === 'object' && created !== null ? created : {}
}

/** The name of the class that made `value`, as far as it can be told. */
export function classNameOf(value: object): string {
  try {
    const made: unknown = Reflect.get(value, 'constructor')
    return typeof made === 'function' && made.name ? safeText(made.name) : 'an unnamed class'
  } catch {
    return 'an unnamed class'
  }
}

const safeText = (text: unknown): string => (typeof text === 'string' ? text.slice(0, 100) : 'unnamed')

/** What was thrown, in a few words; never throws itself. */
export function describeThrown(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown).slice(0, 500)
  } catch {
    return 'something that cannot be shown'
  }
}
