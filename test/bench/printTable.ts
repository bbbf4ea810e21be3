import type { Measure } from './measure.ts'

/** Prints a Markdown table to standard output. */
export function printTable(measures: readonly Measure[]): void {
  const rows = [
    ['measure', 'value', 'bar', 'met'],
    ...measures.map(({ name, value, bar, isMet }) => [name, value, bar, isMet === null ? '' : isMet ? 'yes' : 'no']),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`)
  process.stdout.write(`${lines.join('\n')}\n`)
}
