import { basename } from 'node:path'
import type { ItemDetails, LogLine } from '#runtime-client'
import { commandIds, linkCommandIds } from '../commandIds.ts'
import { outcomeTitles, type RequestedJob } from '../jobs/job.ts'
import { formatCount, formatDuration, formatItems } from '../quantities.ts'
import { DocumentWriter, type LinePart } from './documentWriter.ts'
import { linkPlaces } from './linkPlaces.ts'
import { prettyJson } from './prettyJson.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { renderError } from './renderError.ts'
import { clockTime, dayAndTime } from './times.ts'

/** What the document of an item shows. */
export interface ItemView {
  readonly jobId: string
  readonly request: RequestedJob
  /** Whether the job's runner is at work: an item without an outcome will get one. */
  readonly isLiving: boolean
  readonly details: ItemDetails
  /** How a path is written; links have the whole of it. */
  readonly shownPath: (path: string) => string
}

/** The document of an item: what went in, what came out, what it wrote, and when and where it ran. */
export function renderItem(view: ItemView): RenderedDocument {
  const writer = new DocumentWriter()
  const { jobId, request, details } = view
  const { index, record, invocation } = details
  writer.line(`Item ${formatCount(index)} ${stateOf(view)}`)
  writer.line(`${basename(request.modulePath)}#${request.exportName} over ${basename(request.inputPath)}`)
  writer.line()
  renderInput(writer, view)
  if (record?.error !== undefined) renderError(writer, record.error, view.shownPath)
  if (record?.outcome === 'succeeded') renderValue(writer, record)
  renderLog(writer, view)
  if (record !== null) renderTiming(writer, view)
  addActions(writer, jobId, index, record?.outcome, invocation?.id)
  return writer.end()
}

function stateOf({ details: { record }, isLiving }: ItemView): string {
  if (record !== null) return outcomeTitles[record.outcome]
  return isLiving ? 'has not ended yet' : 'has no outcome: its job was interrupted'
}

function renderInput(writer: DocumentWriter, { details: { input }, request, shownPath }: ItemView): void {
  const isFile = request.inputPath !== '-'
  const place = input === null ? '' : `${isFile ? shownPath(request.inputPath) : 'standard input'}:${input.line}`
  const heading: LinePart[] = ['Input']
  if (input !== null) {
    const target = { kind: 'file', path: request.inputPath, line: input.line, column: 1 } as const
    heading.push('  ', isFile ? { text: place, target } : place)
  }
  writer.section({ kind: 'part', title: 'Input', detail: place }, heading, () => {
    if (input === null) writer.line('  The input of this job cannot be read, or not yet.')
    else if (input.kind === 'bad') writer.line(`  Not an item: ${input.bad.reason} (column ${input.bad.column})`)
    else writer.text(prettyJson(JSON.parse(input.json)), '  ')
    writer.line()
  })
}

function renderValue(writer: DocumentWriter, record: NonNullable<ItemDetails['record']>): void {
  writer.section({ kind: 'part', title: 'Value', detail: '' }, ['Value'], () => {
    writer.text('value' in record ? prettyJson(record.value) : 'undefined', '  ')
    if (record.exact !== undefined) writer.line('  (as plain JSON; the results file has the exact value too)')
    writer.line()
  })
}

function renderLog(writer: DocumentWriter, { details: { log, record }, shownPath }: ItemView): void {
  if (log.length === 0) return
  const lines = log.reduce((sum, { text }) => sum + text.split('\n').length, 0)
  const detail = lines === 1 ? '1 line' : `${formatCount(lines)} lines`
  const showAttempt = (record?.attempts ?? 1) > 1 || log.some(({ attempt }) => (attempt ?? 1) > 1)
  writer.section({ kind: 'part', title: 'Log', detail }, [`Log  ${detail}`], () => {
    for (const entry of log) renderLogLine(writer, entry, showAttempt, shownPath)
    writer.line()
  })
}

function renderLogLine(
  writer: DocumentWriter,
  { at, attempt, stream, text }: LogLine,
  showAttempt: boolean,
  shownPath: (path: string) => string,
): void {
  const head = `  ${clockTime(at)} ${showAttempt ? `attempt ${attempt ?? '?'} ` : ''}${stream} │ `
  text.split('\n').forEach((line, position) => {
    writer.line(position === 0 ? head : `${' '.repeat(head.length - 2)}│ `, ...linkPlaces(line, shownPath))
  })
}

function renderTiming(writer: DocumentWriter, { details, jobId, request }: ItemView): void {
  const { record, endedAt, invocation } = details
  writer.section({ kind: 'part', title: 'Run', detail: '' }, ['Run'], () => {
    const row = (name: string, ...parts: LinePart[]): void => writer.line(`  ${name.padEnd(12)}`, ...parts)
    if (record !== null && record.attempts > 0)
      row('Took', record.ms < 10 ? `${record.ms.toFixed(2)} ms` : formatDuration(record.ms))
    row('Attempts', String(record?.attempts ?? 0))
    if (endedAt !== null) row('Ended', dayAndTime(endedAt))
    if (invocation !== null) {
      const target = {
        kind: 'command',
        command: linkCommandIds.openInvocation,
        arguments: [jobId, invocation.id],
      } as const
      const start = invocation.coldStart === true ? ', cold start' : ''
      row('Invocation', { text: formatCount(invocation.id), target }, ` (${formatItems(invocation.items)}${start})`)
      if (invocation.fault !== null) row('Fault', invocation.fault)
      if (invocation.requestId !== null) row('Request id', invocation.requestId)
      if (invocation.logStream !== null) row('Log stream', invocation.logStream)
    }
    row('Profile', request.profile)
    row('Job', jobId)
  })
}

function addActions(
  writer: DocumentWriter,
  jobId: string,
  index: number,
  outcome: string | undefined,
  invocationId: number | undefined,
): void {
  writer.action({
    title: '$(debug-alt) Debug with this input',
    command: linkCommandIds.debugItem,
    arguments: [jobId, index],
  })
  if (outcome !== undefined && outcome !== 'succeeded') {
    writer.action({ title: '$(debug-rerun) Retry failed items', command: commandIds.retryJob, arguments: [jobId] })
  }
  if (invocationId !== undefined) {
    writer.action({
      title: '$(output) Open invocation log',
      command: linkCommandIds.openInvocation,
      arguments: [jobId, invocationId],
    })
  }
}
