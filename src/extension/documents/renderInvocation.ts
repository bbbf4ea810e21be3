import { basename } from 'node:path'
import type { WorkerEvent } from '#protocol/workerEvent'
import type { InvocationLogEntry, InvocationSummary } from '#runtime-client'
import { linkCommandIds } from '../commandIds.ts'
import { outcomeTitles, type RequestedJob } from '../jobs/job.ts'
import { formatCount, formatDuration, formatItems } from '../quantities.ts'
import { DocumentWriter, type LinePart } from './documentWriter.ts'
import { linkPlaces } from './linkPlaces.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { renderStack } from './renderError.ts'
import { clockTime } from './times.ts'

/** What the document of an invocation's log shows. */
export interface InvocationView {
  readonly jobId: string
  readonly request: RequestedJob
  readonly invocation: InvocationSummary
  readonly entries: readonly InvocationLogEntry[]
  /** `reading`: more may come; `ended`: this is all; else why there is no more. */
  readonly state: 'reading' | 'ended' | { readonly failed: string }
  /** The log stream's page in the AWS console; null for the local cloud. */
  readonly consoleUrl: string | null
  readonly shownPath: (path: string) => string
}

/** Entries of one log that are shown; the console or the command line has the rest. */
export const mostEntries = 50_000

/** The document of an invocation: Lambda's lines, and below a heading for each item what it wrote and how it failed. */
export function renderInvocation(view: InvocationView): RenderedDocument {
  const writer = new DocumentWriter()
  renderHead(writer, view)
  for (const { index, entries } of groupByItem(view.entries.slice(0, mostEntries))) {
    if (index === null) for (const entry of entries) renderEntry(writer, entry, view)
    else renderItemEntries(writer, index, entries, view)
  }
  const left = view.entries.length - mostEntries
  if (left > 0) writer.line(`… ${formatCount(left)} more entries`)
  if (view.state === 'reading') writer.line(view.entries.length === 0 ? 'Reading the log…' : '…')
  else if (view.state !== 'ended') writer.line(view.state.failed)
  return writer.end()
}

function renderHead(writer: DocumentWriter, { invocation, request, consoleUrl }: InvocationView): void {
  const { id, items, firstItem, sentAt, endedAt, coldStart, fault, requestId, logStream } = invocation
  const took = endedAt === null ? 'running' : formatDuration(endedAt - sentAt)
  const facts = [`${formatItems(items)} from item ${formatCount(firstItem)}`, took]
  if (coldStart === true) facts.push('cold start')
  if (fault !== null) facts.push(fault)
  writer.line(`Invocation ${formatCount(id)} of ${basename(request.modulePath)}#${request.exportName}`)
  writer.line(facts.join(' · '))
  if (requestId !== null) writer.line(`Request id ${requestId}`)
  if (logStream !== null) writer.line(`Log stream ${logStream}`)
  if (consoleUrl !== null) {
    writer.line({ text: 'Open in the AWS console', target: { kind: 'url', url: consoleUrl } })
    writer.action({
      title: '$(link-external) Open in the AWS console',
      command: 'vscode.open',
      arguments: [consoleUrl],
    })
  }
  writer.line()
}

interface ItemEntries {
  readonly index: number | null
  readonly entries: InvocationLogEntry[]
}

/** Runs of entries of one item. With several items at once in an environment an item has more than one run. */
function groupByItem(entries: readonly InvocationLogEntry[]): readonly ItemEntries[] {
  const groups: ItemEntries[] = []
  for (const entry of entries) {
    if (entry.kind === 'event' && entry.event.kind === 'heartbeat') continue
    const index = indexOf(entry)
    const last = groups.at(-1)
    if (last !== undefined && last.index === index) last.entries.push(entry)
    else groups.push({ index, entries: [entry] })
  }
  return groups
}

function indexOf(entry: InvocationLogEntry): number | null {
  return entry.kind === 'event' && 'index' in entry.event ? entry.event.index : null
}

function renderItemEntries(
  writer: DocumentWriter,
  index: number,
  entries: readonly InvocationLogEntry[],
  view: InvocationView,
): void {
  const target = { kind: 'command', command: linkCommandIds.openItem, arguments: [view.jobId, index] } as const
  const title = `Item ${formatCount(index)}`
  const detail = outcomeOf(entries)
  const heading = [{ text: title, target }, ...(detail === '' ? [] : [`  ${detail}`])]
  writer.section({ kind: 'item', title, detail }, heading, () => {
    for (const entry of entries) renderEntry(writer, entry, view)
  })
}

function outcomeOf(entries: readonly InvocationLogEntry[]): string {
  for (const entry of entries) {
    if (entry.kind === 'event' && entry.event.kind === 'finished') return outcomeTitles[entry.event.outcome]
  }
  return ''
}

function renderEntry(writer: DocumentWriter, entry: InvocationLogEntry, { shownPath }: InvocationView): void {
  const head = `  ${clockTime(entry.at)} `
  const write = (first: string, text: string): void => {
    const indent = ' '.repeat(first.length)
    text.split('\n').forEach((line, position) => {
      const parts: readonly LinePart[] = linkPlaces(line.trimEnd(), shownPath)
      writer.line(position === 0 ? first : indent, ...parts)
    })
  }
  if (entry.kind !== 'event') return write(head, entry.text.replaceAll('\t', '  '))
  const { event } = entry
  switch (event.kind) {
    case 'log':
      return write(`${head}${event.stream} │ `, event.text)
    case 'finished':
      write(head, `${outcomeTitles[event.outcome]} after ${formatDuration(event.ms)}`)
      return 'error' in event ? renderStack(writer, event.error, '      ', shownPath) : undefined
    case 'batchRefused':
      write(head, 'The worker refused the batch')
      return renderStack(writer, event.error, '      ', shownPath)
    case 'batchStarted':
    case 'started':
    case 'logDropped':
    case 'heartbeat':
    case 'handedBack':
    case 'batchEnded':
      return write(head, sentenceOf(event))
  }
}

type PlainEvent = Exclude<WorkerEvent, { kind: 'log' | 'finished' | 'batchRefused' }>

function sentenceOf(event: PlainEvent): string {
  switch (event.kind) {
    case 'batchStarted':
      return `Batch started${event.coldStart ? ' in a new environment' : ''}`
    case 'started':
      return `Attempt ${event.attempt}`
    case 'logDropped':
      return `… ${formatCount(event.lines)} more lines (${formatCount(event.bytes)} bytes) were dropped`
    case 'heartbeat':
      return 'Still at work'
    case 'handedBack':
      return `Handed back ${formatItems(event.indexes.length)}: ${event.indexes.slice(0, 20).join(', ')} (${event.reason})`
    case 'batchEnded':
      return `Batch ended: ${formatItems(event.finished)} finished, ${formatCount(event.handedBack)} handed back`
  }
}
