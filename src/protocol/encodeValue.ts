import { stringify } from 'devalue'
import { isLosslessJson } from './losslessJson.ts'
import { OwnEntries, ownEntriesTag } from './ownEntries.ts'
import { describeThrown, simplifyValue, Unserializable } from './simplifyValue.ts'

/** What became of a value on its way to text. `text` is JSON, or devalue's notation, which is JSON as well. */
export type EncodedValue =
  /** The value was `undefined`, which has no text. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'encoded'
      readonly form: 'json' | 'devalue'
      readonly text: string
      /** Classes whose instances travel as plain data. */
      readonly classNames: readonly string[]
    }
  /** `path` leads to the part that cannot travel (`$.rows[3].callback`), `reason` says what it is. */
  | { readonly kind: 'unserializable'; readonly path: string; readonly reason: string }

/** Turns any value into text or says why it cannot; never throws. JSON where that loses nothing, else devalue. */
export function encodeValue(value: unknown): EncodedValue {
  if (value === undefined) return { kind: 'nothing' }
  try {
    if (isLosslessJson(value)) return encoded('json', jsonText(value), noClassNames)
  } catch {
    // A getter or a proxy threw: the thorough way finds out where.
  }
  try {
    const simplified = simplifyValue(value)
    if (simplified.value === undefined) return { kind: 'nothing' }
    if (isLosslessJson(simplified.value)) return encoded('json', jsonText(simplified.value), simplified.classNames)
    return encoded('devalue', stringify(simplified.value, reducers), simplified.classNames)
  } catch (error) {
    if (error instanceof Unserializable) return { kind: 'unserializable', path: error.path, reason: error.message }
    return { kind: 'unserializable', path: '$', reason: `writing it threw ${describeThrown(error)}` }
  }
}

const noClassNames: readonly string[] = []

const encoded = (form: 'json' | 'devalue', text: string, classNames: readonly string[]): EncodedValue => ({
  kind: 'encoded',
  form,
  text,
  classNames,
})

// Kept from before the user's code had a chance to replace it.
const jsonStringify = JSON.stringify

function jsonText(value: unknown): string {
  const text: unknown = jsonStringify(value)
  if (typeof text !== 'string') throw new TypeError('the value changed while it was read')
  return text
}

const reducers = {
  [ownEntriesTag]: (value: unknown): unknown => (value instanceof OwnEntries ? value.entries : undefined),
}
