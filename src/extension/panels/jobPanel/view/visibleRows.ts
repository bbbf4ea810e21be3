/** Rows drawn above and below those in sight, so that scrolling shows no gap. */
const spareRows = 10

/** Which rows of one height are to be drawn: from `first` up to, not with, `end`. */
export function visibleRows(
  rowCount: number,
  rowHeight: number,
  { top, height }: { readonly top: number; readonly height: number },
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight), rowCount) - spareRows)
  return { first, end: Math.min(rowCount, Math.ceil((top + height) / rowHeight) + spareRows) }
}
