import type { FailureMark } from './failureMark.ts'

/** A change of a text. Lines and columns count from 0, as the editor has them. */
export interface TextChange {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number }
    readonly end: { readonly line: number; readonly character: number }
  }
  readonly text: string
}

/**
 * The marks of a file after edits: they move with their lines, and go when their own line is changed, for then nobody
 * knows whether what they say still holds.
 */
export function moveMarks(marks: readonly FailureMark[], changes: readonly TextChange[]): readonly FailureMark[] {
  // The editor tells changes of one moment by their places before it; from the last on, none moves another.
  const ordered = changes.toSorted((a, b) => b.range.start.line - a.range.start.line)
  return marks.flatMap((mark) => {
    let line: number | null = mark.line - 1
    for (const change of ordered) if (line !== null) line = lineAfter(line, change)
    if (line === null) return []
    return line === mark.line - 1 ? [mark] : [{ ...mark, line: line + 1 }]
  })
}

/** Where a line is after a change; null where it was changed itself. */
function lineAfter(line: number, { range: { start, end }, text }: TextChange): number | null {
  if (start.line > line) return line
  const added = text.split('\n').length - 1
  const moved = line + added - (end.line - start.line)
  if (end.line < line) return moved
  // Whole lines before it: the change ends where it begins, and leaves it whole.
  if (end.line === line && end.character === 0 && (start.character === 0 || start.line < line)) {
    const keepsLineBreak = start.character === 0 ? text === '' || text.endsWith('\n') : text.endsWith('\n')
    if (keepsLineBreak) return moved
  }
  return null
}
