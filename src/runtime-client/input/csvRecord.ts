/** The fields of a record, or where it is malformed: the 0-based offset in its text. */
export type CsvRecord =
  | { readonly fields: readonly string[] }
  | { readonly fault: { readonly offset: number; readonly reason: string } }

/**
 * Takes a record apart by RFC 4180. In TSV, whose own standard knows no quoting, a quote inside a field that does not
 * begin with one is a character like any other; in CSV it is a fault, because what was meant cannot be told.
 */
export function parseCsvRecord(text: string, delimiter: ',' | '\t'): CsvRecord {
  if (!text.includes('"')) return { fields: text.split(delimiter) }
  const fields: string[] = []
  let at = 0
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter)
    if ('fault' in field) return field
    fields.push(field.value)
    if (field.end === text.length) return { fields }
    if (text[field.end] !== delimiter) {
      return fault(field.end, `expected a ${delimiterName(delimiter)} or the end of the line after the closing quote`)
    }
    at = field.end + 1
  }
}

/** Offset at which the field with this number begins, in a record that is well formed. */
export function fieldOffset(text: string, fields: readonly string[], number: number): number {
  let at = 0
  for (const field of fields.slice(0, number)) {
    at += (text[at] === '"' ? field.replaceAll('"', '""').length + 2 : field.length) + 1
  }
  return at
}

type Field = { readonly value: string; readonly end: number } | Extract<CsvRecord, { readonly fault: unknown }>

function quotedField(text: string, start: number): Field {
  let from = start + 1
  let value = ''
  for (;;) {
    const close = text.indexOf('"', from)
    if (close < 0) return fault(start, 'this quoted field is never closed')
    value += text.slice(from, close)
    if (text[close + 1] !== '"') return { value, end: close + 1 }
    value += '"'
    from = close + 2
  }
}

function plainField(text: string, start: number, delimiter: ',' | '\t'): Field {
  const next = text.indexOf(delimiter, start)
  const end = next < 0 ? text.length : next
  const value = text.slice(start, end)
  const quote = delimiter === ',' ? value.indexOf('"') : -1
  if (quote < 0) return { value, end }
  return fault(start + quote, 'a quote inside a field that does not begin with one (CSV writes "a ""b"" c")')
}

function fault(offset: number, reason: string): Extract<CsvRecord, { readonly fault: unknown }> {
  return { fault: { offset, reason } }
}

function delimiterName(delimiter: ',' | '\t'): string {
  return delimiter === ',' ? 'comma' : 'tab'
}
