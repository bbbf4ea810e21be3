import type { InputPreview } from '#runtime-client'
import { formatCount, formatItems } from '../quantities.ts'

const shownCharacters = 120

/** What an input holds, on one line: how many items and the first of them, or what is wrong with it. */
export function previewText({ items, isWhole, firstItem, fault }: InputPreview, sample: number | null): string {
  if (fault !== null) return `$(warning) ${placeInFile(fault)}`
  if (firstItem === null) return 'No items'
  const all = isWhole ? formatItems(items) : `more than ${formatItems(items)}`
  const count = sample !== null && (sample < items || !isWhole) ? `${formatCount(sample)} of ${all}` : all
  const first = firstItem.length > shownCharacters ? `${firstItem.slice(0, shownCharacters)}…` : firstItem
  return `${count} · first: ${first}`
}

/** The first line of a fault without the path of the file, which stands above it. */
export const placeInFile = (fault: string): string =>
  (fault.split('\n', 1)[0] ?? '').replace(/^.+?:(\d+):(\d+): /, 'line $1, column $2: ')
