import { decodeValue } from './decodeValue.ts'
import { encodeValue } from './encodeValue.ts'
import { setOwn } from './ownEntries.ts'
import { toPublicJson } from './publicJson.ts'
import type { ErrorKind, RemoteError } from './remoteError.ts'
import { describeThrown } from './simplifyValue.ts'

/** Of one text or field. */
const maxChars = 16_000
/** Of all texts and fields of an error and its causes together. */
const maxTotalChars = 64_000
const maxFields = 50
const maxCauses = 10
const maxErrors = 50

/** Whatever was thrown as bounded plain data; never throws, however hostile the error is. */
export function toRemoteError(thrown: unknown, kind: ErrorKind = 'userCode'): RemoteError {
  return new RemoteErrorWriting(kind).convert(thrown, 0)
}

class RemoteErrorWriting {
  private readonly kind: ErrorKind
  private readonly seen = new Set<unknown>()
  private charsLeft = maxTotalChars

  constructor(kind: ErrorKind) {
    this.kind = kind
  }

  convert(thrown: unknown, depth: number): RemoteError {
    if (!isError(thrown)) return this.fromNonError(thrown)
    this.seen.add(thrown)
    const name = this.text(thrown, 'name') ?? 'Error'
    const message = this.text(thrown, 'message') ?? ''
    const stack = this.text(thrown, 'stack')
    const fields = this.fields(thrown, depth)
    const cause = read(thrown, 'cause')
    return {
      name,
      message,
      kind: this.kind,
      ...(stack === undefined ? {} : { stack }),
      ...(fields === undefined ? {} : { fields }),
      ...(cause === undefined || this.seen.has(cause) || depth >= maxCauses
        ? {}
        : { cause: this.convert(cause, depth + 1) }),
    }
  }

  private fromNonError(thrown: unknown): RemoteError {
    const json = this.json(thrown)
    return {
      name: 'NonError',
      message: this.cut(typeof thrown === 'string' ? thrown : describeNonError(thrown)),
      kind: this.kind,
      ...(json === undefined ? {} : { thrown: json }),
    }
  }

  private fields(error: object, depth: number): Readonly<Record<string, unknown>> | undefined {
    const fields: Record<string, unknown> = {}
    const errors = read(error, 'errors')
    if (Array.isArray(errors) && depth < maxCauses) {
      const all: readonly unknown[] = errors
      const unseen = all.slice(0, maxErrors).filter((each) => !this.seen.has(each))
      fields['errors'] = unseen.map((each) => this.convert(each, depth + 1))
    }
    for (const key of ownKeys(error).slice(0, maxFields)) {
      if (ownWords.has(key) || Object.hasOwn(fields, key)) continue
      const field = this.json(read(error, key))
      if (field !== undefined) setOwn(fields, key, field)
    }
    return Object.keys(fields).length === 0 ? undefined : fields
  }

  /** Plain JSON of a part of an error, or a word in its place where it is too much or cannot travel. */
  private json(value: unknown): unknown {
    const encoded = encodeValue(value)
    if (encoded.kind === 'nothing') return undefined
    if (encoded.kind === 'unserializable') {
      return `[${encoded.reason}${encoded.path === '$' ? '' : ` at ${encoded.path}`}]`
    }
    const chars = encoded.text.length
    if (chars > Math.min(maxChars, this.charsLeft)) return `[left out: ${chars} characters]`
    this.charsLeft -= chars
    return toPublicJson(decodeValue(encoded.form, encoded.text)).json
  }

  private text(error: object, key: string): string | undefined {
    const value = read(error, key)
    if (value === undefined) return undefined
    return this.cut(typeof value === 'string' ? value : describeThrown(value))
  }

  private cut(text: string): string {
    const kept = text.slice(0, Math.min(maxChars, this.charsLeft))
    this.charsLeft -= kept.length
    return kept.length === text.length ? text : `${kept}…`
  }
}

function isError(thrown: unknown): thrown is object {
  if (typeof thrown !== 'object' || thrown === null) return false
  try {
    return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]'
  } catch {
    return false
  }
}

function describeNonError(thrown: unknown): string {
  if (thrown === null || typeof thrown !== 'object') return describeThrown(thrown)
  const encoded = encodeValue(thrown)
  return encoded.kind === 'encoded' && encoded.form === 'json' ? encoded.text.slice(0, 500) : describeThrown(thrown)
}

const ownWords: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause'])

function ownKeys(error: object): readonly string[] {
  try {
    return Object.keys(error)
  } catch {
    return []
  }
}

function read(error: object, key: string): unknown {
  try {
    return Reflect.get(error, key)
  } catch (thrown) {
    return `[reading ${key} threw ${describeThrown(thrown)}]`
  }
}
