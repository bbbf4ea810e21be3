import { maxDepth } from './losslessJson.ts'
import { setOwn } from './ownEntries.ts'

/** A value as users see it. */
export interface PublicJson {
  /** Plain JSON, or undefined where the value was undefined. */
  readonly json: unknown
  /** False where reading the JSON back does not give the value. */
  readonly lossless: boolean
}

/**
 * A decoded value as the plain JSON of result lines: Date as ISO string, BigInt as string, Map as pairs, Set and typed
 * arrays as arrays, bytes as base64, NaN and infinities as null, a cycle cut as "[Circular]".
 */
export function toPublicJson(value: unknown): PublicJson {
  const writing = new PublicJsonWriting()
  const json = writing.convert(value)
  return { json, lossless: writing.lossless }
}

/** Parts written before shared ones are no longer written out again: a graph may be small and its tree endless. */
const maxParts = 500_000
const maxSparseLength = 100_000

class PublicJsonWriting {
  lossless = true
  private readonly open = new Set<object>()
  private readonly seen = new Set<object>()
  private parts = 0

  convert(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'number':
        if (Number.isFinite(value) && !Object.is(value, -0)) return value
        return this.lossy(Number.isFinite(value) ? 0 : null)
      case 'bigint':
        return this.lossy(String(value))
      case 'undefined':
        return undefined
      case 'object':
        return value === null ? null : this.convertObject(value)
      default:
        return this.lossy(null)
    }
  }

  private convertObject(value: object): unknown {
    if (this.open.has(value)) return this.lossy('[Circular]')
    if (this.open.size > maxDepth) return this.lossy('[Too deep]')
    this.parts += 1
    if (this.parts > maxParts && this.seen.has(value)) return this.lossy('[Repeated]')
    this.seen.add(value)
    this.open.add(value)
    const json = Array.isArray(value) ? this.convertArray(value) : this.convertKnown(value)
    this.open.delete(value)
    return json
  }

  private convertArray(array: readonly unknown[]): unknown {
    if (array.length > maxSparseLength && !(array.length - 1 in array && 0 in array)) {
      return this.lossy(this.convertFields(array))
    }
    const json: unknown[] = []
    for (let i = 0; i < array.length; i += 1) json.push(this.convert(array[i]) ?? this.nullOf(array[i]))
    return json
  }

  private convertKnown(value: object): unknown {
    if (value instanceof Date) return this.lossy(Number.isNaN(value.getTime()) ? null : value.toISOString())
    if (value instanceof Map) {
      return this.lossy([...value].map(([key, mapped]) => [this.element(key), this.element(mapped)]))
    }
    if (value instanceof Set) return this.lossy([...value].map((member) => this.element(member)))
    if (value instanceof ArrayBuffer) return this.lossy(toBase64(new Uint8Array(value)))
    if (value instanceof Uint8Array) return this.lossy(toBase64(value))
    if (value instanceof DataView) {
      return this.lossy(toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)))
    }
    if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
      return this.lossy(Array.from(asIterable(value), (element) => this.element(element)))
    }
    if (value instanceof RegExp || value instanceof URL || value instanceof URLSearchParams) {
      return this.lossy(value.toString())
    }
    const boxed = unbox(value)
    if (boxed !== undefined) return this.lossy(this.convert(boxed))
    return this.convertFields(value)
  }

  private convertFields(value: object): unknown {
    const json = {}
    for (const key of Object.keys(value)) {
      const field = this.convert(Reflect.get(value, key))
      if (field === undefined) this.lossless = false
      else setOwn(json, key, field)
    }
    return json
  }

  private element(value: unknown): unknown {
    return this.convert(value) ?? this.nullOf(value)
  }

  private nullOf(value: unknown): null {
    return value === null ? null : this.lossy(null)
  }

  private lossy<Json>(json: Json): Json {
    this.lossless = false
    return json
  }
}

/** What a boxed primitive holds. A field called valueOf is data and is not asked. */
function unbox(value: object): unknown {
  switch (Object.prototype.toString.call(value)) {
    case '[object Number]':
      return Number.prototype.valueOf.call(value)
    case '[object String]':
      return String.prototype.valueOf.call(value)
    case '[object Boolean]':
      return Boolean.prototype.valueOf.call(value)
    case '[object BigInt]':
      return BigInt.prototype.valueOf.call(value)
    default:
      return undefined
  }
}

const asIterable = (view: object): Iterable<unknown> => (isIterable(view) ? view : [])

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value

function toBase64(bytes: Uint8Array): string {
  // Pieces whose length is a multiple of three, so that no padding falls between them.
  const pieceBytes = 3 * 10_000
  let text = ''
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    text += btoa(String.fromCharCode(...bytes.subarray(from, from + pieceBytes)))
  }
  return text
}
