import { decodeValue } from './decodeValue.ts'
import { encodeValue } from './encodeValue.ts'
import { setOwn } from './ownEntries.ts'
import { toPublicJson } from './publicJson.ts'
import type { ErrorKind, RemoteError } from './remoteError.ts'
import { describeThrown } from './simplifyValue.ts'

const maxTextChars = 16_000
const maxFieldChars = 16_000
const maxFields = 50
const maxCauses = 10
const maxErrors = 50

/** Whatever was thrown as bounded plain data; never throws, however hostile the error is. */
export function toRemoteError(thrown: unknown, kind: ErrorKind = 'userCode'): RemoteError {
  return convert(thrown, kind, new Set(), 0)
}

function convert(thrown: unknown, kind: ErrorKind, seen: Set<unknown>, depth: number): RemoteError {
  if (!isError(thrown)) return fromNonError(thrown, kind)
  seen.add(thrown)
  const name = readText(thrown, 'name') ?? 'Error'
  const stack = readText(thrown, 'stack')
  const fields = readFields(thrown, kind, seen, depth)
  const cause = read(thrown, 'cause')
  return {
    name,
    message: readText(thrown, 'message') ?? '',
    kind,
    ...(stack === undefined ? {} : { stack }),
    ...(fields === undefined ? {} : { fields }),
    ...(cause === undefined || seen.has(cause) || depth >= maxCauses
      ? {}
      : { cause: convert(cause, kind, seen, depth + 1) }),
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

function fromNonError(thrown: unknown, kind: ErrorKind): RemoteError {
  const json = boundedJson(thrown)
  return {
    name: 'NonError',
    message: typeof thrown === 'string' ? cut(thrown) : cut(describeNonError(thrown)),
    kind,
    ...(json === undefined ? {} : { thrown: json }),
  }
}

function describeNonError(thrown: unknown): string {
  if (thrown === null || typeof thrown !== 'object') return describeThrown(thrown)
  const encoded = encodeValue(thrown)
  return encoded.kind === 'encoded' && encoded.form === 'json' ? encoded.text.slice(0, 500) : describeThrown(thrown)
}

function readFields(
  error: object,
  kind: ErrorKind,
  seen: Set<unknown>,
  depth: number,
): Readonly<Record<string, unknown>> | undefined {
  const fields: Record<string, unknown> = {}
  const errors = read(error, 'errors')
  if (Array.isArray(errors) && depth < maxCauses) {
    const all: readonly unknown[] = errors
    fields['errors'] = all
      .slice(0, maxErrors)
      .filter((each) => !seen.has(each))
      .map((each) => convert(each, kind, seen, depth + 1))
  }
  for (const key of ownKeys(error).slice(0, maxFields)) {
    if (ownWords.has(key) || Object.hasOwn(fields, key)) continue
    const field = boundedJson(read(error, key))
    if (field !== undefined) setOwn(fields, key, field)
  }
  return Object.keys(fields).length === 0 ? undefined : fields
}

const ownWords: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause'])

function ownKeys(error: object): readonly string[] {
  try {
    return Object.keys(error)
  } catch {
    return []
  }
}

/** Plain JSON of a part of an error, or a word in its place where it is too much or cannot travel. */
function boundedJson(value: unknown): unknown {
  const encoded = encodeValue(value)
  if (encoded.kind === 'nothing') return undefined
  if (encoded.kind === 'unserializable') {
    return `[${encoded.reason}${encoded.path === '$' ? '' : ` at ${encoded.path}`}]`
  }
  if (encoded.text.length > maxFieldChars) return `[left out: ${encoded.text.length} characters]`
  return toPublicJson(decodeValue(encoded.form, encoded.text)).json
}

function read(error: object, key: string): unknown {
  try {
    return Reflect.get(error, key)
  } catch (thrown) {
    return `[reading ${key} threw ${describeThrown(thrown)}]`
  }
}

function readText(error: object, key: string): string | undefined {
  const value = read(error, key)
  if (value === undefined) return undefined
  return cut(typeof value === 'string' ? value : describeThrown(value))
}

const cut = (text: string): string => (text.length <= maxTextChars ? text : `${text.slice(0, maxTextChars)}…`)
