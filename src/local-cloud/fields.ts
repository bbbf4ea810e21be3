/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The field as text, or undefined where it is missing or something else. */
export function textField(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = record[name]
  return typeof value === 'string' ? value : undefined
}

/** The field as a number, or undefined where it is missing or something else. */
export function numberField(record: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = record[name]
  return typeof value === 'number' ? value : undefined
}

/** The field as an object, or undefined where it is missing or something else. */
export function recordField(
  record: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const value = record[name]
  return isRecord(value) ? value : undefined
}

/** The texts among an array field's entries; none where it is missing or something else. */
export function textsField(record: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = record[name]
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/** Parses a JSON object; undefined where the text is no JSON or no object. */
export function parseRecord(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
