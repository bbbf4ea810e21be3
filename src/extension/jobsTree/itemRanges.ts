/** A stretch of item indexes; both ends belong to it. */
export interface ItemRange {
  readonly first: number
  readonly last: number
}

/** So many items of one kind are still shown page by page. */
export const longestPaged = 2_000

/** More ranges than this are more than anyone looks through. */
const mostRanges = 100

/** Cuts the indexes from 0 to `total` into at most 100 ranges of a round width: 1,000, 2,000, 5,000, 10,000 … */
export function itemRanges(total: number): readonly ItemRange[] {
  const width = roundWidth(total / mostRanges)
  return Array.from({ length: Math.ceil(total / width) }, (_, position) => ({
    first: position * width,
    last: Math.min(total, (position + 1) * width) - 1,
  }))
}

function roundWidth(atLeast: number): number {
  for (let power = 1_000; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (power * factor >= atLeast) return power * factor
  }
}
