import type { ResultRecord, ResultSource } from './resultRecord.ts'

/**
 * Which columns a CSV of these records has: the values' top-level fields in order of first appearance, and whether
 * some value is not an object.
 */
export interface CsvColumns {
  readonly fields: readonly string[]
  readonly hasPlainValue: boolean
}

/** Reads all records once to learn the columns; holds only the names. */
export async function findCsvColumns(records: ResultSource): Promise<CsvColumns> {
  const fields = new Set<string>()
  let hasPlainValue = false
  for await (const { value } of records()) {
    if (isFields(value)) for (const name of Object.keys(value)) fields.add(name)
    else if (value !== undefined) hasPlainValue = true
  }
  return { fields: [...fields], hasPlainValue }
}

/**
 * The header of the CSV. A field of a value that bears the name of one of Wren's own columns is written as
 * `value.<name>`, so that no two columns have one name.
 */
export function csvHeader({ fields, hasPlainValue }: CsvColumns): string {
  const names = fields.map((name) => (ownColumns.has(name) ? `value.${name}` : name))
  return csvLine(['index', 'outcome', ...(hasPlainValue ? ['value'] : []), ...names, 'error_name', 'error_message'])
}

/** One record as a line of the CSV. */
export function csvRecord(record: ResultRecord, { fields, hasPlainValue }: CsvColumns): string {
  const { value, error } = record
  const isObject = isFields(value)
  const plain = hasPlainValue ? [isObject ? '' : cell(value)] : []
  const cells = isObject
    ? fields.map((name) => (Object.hasOwn(value, name) ? cell(value[name]) : ''))
    : fields.map(() => '')
  return csvLine([
    String(record.index),
    record.outcome,
    ...plain,
    ...cells,
    cell(error?.name ?? null),
    cell(error?.message ?? null),
  ])
}

const ownColumns: ReadonlySet<string> = new Set(['index', 'outcome', 'value', 'error_name', 'error_message'])

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Numbers and booleans as JSON writes them, strings as they are, null and absent as nothing, the rest as JSON. */
function cell(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

/**
 * RFC 4180. Strings that a spreadsheet might take for a formula (= + - @) stay as they are: a guard such as a leading
 * apostrophe would change the data for every other reader, and quoting does not stop a spreadsheet.
 */
function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
