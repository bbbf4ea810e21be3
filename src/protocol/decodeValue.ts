import { parse } from 'devalue'
import { ownEntriesTag, setOwn } from './ownEntries.ts'

/**
 * Turns the text of a value back into the value: data only, nothing in it is ever run. Throws a SyntaxError or an Error
 * where the text is not what its form says.
 */
export function decodeValue(form: 'json' | 'devalue', text: string): unknown {
  const value: unknown = form === 'json' ? JSON.parse(text) : parse(text, revivers)
  return value
}

const revivers = {
  [ownEntriesTag]: (entries: unknown): unknown => {
    if (!Array.isArray(entries)) throw new Error('Invalid input')
    const object = {}
    for (const entry of entries) {
      const pair: unknown = entry
      if (!Array.isArray(pair) || typeof pair[0] !== 'string') throw new Error('Invalid input')
      const value: unknown = pair[1]
      setOwn(object, pair[0], value)
    }
    return object
  },
}
