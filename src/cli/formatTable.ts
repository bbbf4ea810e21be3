import { stripVTControlCharacters } from 'node:util'

/** Rows as aligned columns, two spaces apart; columns named in `right` are aligned at their end. */
export function formatTable(
  rows: readonly (readonly string[])[],
  { right = [] }: { readonly right?: readonly number[] } = {},
): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))))
  }
  const pad = (cell: string, column: number): string => {
    const space = ' '.repeat((widths[column] ?? 0) - width(cell))
    return right.includes(column) ? space + cell : cell + space
  }
  return rows.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('')
}

const width = (text: string): number => stripVTControlCharacters(text).length
