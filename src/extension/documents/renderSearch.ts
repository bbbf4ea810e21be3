import type { LogLine } from '#runtime-client'
import { linkCommandIds } from '../commandIds.ts'
import { formatCount, formatItems } from '../quantities.ts'
import { DocumentWriter } from './documentWriter.ts'
import { linkPlaces } from './linkPlaces.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { clockTime } from './times.ts'

/** What a search of a job's logs found. */
export interface SearchView {
  readonly jobId: string
  readonly label: string
  readonly searched: string
  readonly lines: readonly LogLine[]
  /** Whether there is more than these. */
  readonly isCut: boolean
  readonly shownPath: (path: string) => string
}

/** The document of a search: each line that was found behind a link to its item. */
export function renderSearch({ jobId, label, searched, lines, isCut, shownPath }: SearchView): RenderedDocument {
  const writer = new DocumentWriter()
  const items = new Set(lines.map(({ index }) => index)).size
  const count = lines.length === 1 ? '1 line' : `${formatCount(lines.length)} lines`
  writer.line(`Search for ${searched} in the logs of ${label}`)
  if (lines.length === 0) writer.line('Nothing was found.')
  else writer.line(`${isCut ? 'The first ' : ''}${count} of ${formatItems(items)}`)
  writer.line()
  const width = Math.max(0, ...lines.map(({ index }) => itemTitle(index).length))
  for (const { index, at, stream, text } of lines) {
    const title = itemTitle(index)
    const target = { kind: 'command', command: linkCommandIds.openItem, arguments: [jobId, index] } as const
    const padding = ' '.repeat(width - title.length + 2)
    const head = index === null ? title : { text: title, target }
    writer.line(head, `${padding}${clockTime(at)} ${stream} │ `, ...linkPlaces(text, shownPath))
  }
  return writer.end()
}

const itemTitle = (index: number | null): string => (index === null ? 'No item' : `Item ${formatCount(index)}`)
