/** Bytes of a public result line that are enough for its excerpt. */
export const excerptBytes = 2_000

const excerptCharacters = 240

/**
 * What a list shows of a public result line, of which `head` is at least the first `excerptBytes`: the beginning of
 * the value as JSON, or the error's name and message in one line.
 */
export function resultExcerpt(head: string): string {
  const error = head.indexOf('"error":{')
  const text = head.startsWith('"succeeded"', head.indexOf('"outcome":') + 10)
    ? valueText(head)
    : errorText(head, error)
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > excerptCharacters ? `${line.slice(0, excerptCharacters)}…` : line
}

function valueText(head: string): string {
  const from = head.indexOf(',"value":')
  // What follows a value is never longer than this unless the line carries the exact value, which nobody needs here.
  return from === -1 ? '' : head.slice(from + 9).replace(/,"ms":[\d.e+-]+,"attempts":\d+(?:,"exact":.*)?\}?$/s, '')
}

function errorText(head: string, from: number): string {
  if (from === -1) return ''
  const name = stringField(head, 'name', from)
  const message = stringField(head, 'message', from)
  return name === '' || message === '' ? name + message : `${name}: ${message}`
}

/** The value of the first string field of that name; cut where the text is. */
function stringField(text: string, name: string, from: number): string {
  const key = `"${name}":"`
  const start = text.indexOf(key, from)
  if (start === -1) return ''
  const [body = ''] = /^(?:[^"\\]|\\(?:u[\da-f]{4}|[^u]))*/i.exec(text.slice(start + key.length)) ?? []
  const value: unknown = JSON.parse(`"${body}"`)
  return String(value)
}
