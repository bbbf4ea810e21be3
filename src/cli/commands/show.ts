import type { Command } from 'commander'
import type { JobDetails } from '#runtime-client'
import type { CommandContext } from '../commandContext.ts'
import { exitCodeOfJob } from '../exitCodes.ts'
import { findJob } from '../findJob.ts'
import { formatTable } from '../formatTable.ts'
import { jobArgument } from '../jobArgument.ts'
import { itemAnswer } from '../itemAnswer.ts'
import { itemPage } from '../itemPage.ts'
import { isoTime, jobAnswer, jsonText, resultsFile } from '../jobAnswer.ts'
import { countsTable, errorGroups, headline, notesText } from '../jobSummary.ts'
import { wholeNumber } from '../optionValues.ts'
import { progressText } from '../progressLine.ts'
import { formatCount, formatDuration, formatItems } from '../quantities.ts'
import type { Terminal } from '../terminal.ts'

/** `wren show`: one job in full. */
export function addShowCommand(program: Command, context: CommandContext): void {
  const { terminal, workingFolder } = context
  program
    .command('show')
    .summary('show a job: state, counts, errors, settings')
    .description(
      'Shows a job: its state, how its items ended, the errors that cost most with their place in your code, and what ' +
        'it was asked to do. With --item, one item: its input, error or value, and log. Exits with the code of the job ' +
        'itself; 0 while it is at work.',
    )
    .addArgument(jobArgument())
    .option('--item <index>', 'one item in full; the first item is 0', wholeNumber(0))
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      "\nExamples:\n  $ wren show last\n  $ wren show last --item 17\n  $ wren show last --json | jq '.errors[] | {message, count, where}'",
    )
    .action(async (reference: string, options: { readonly item?: number; readonly json?: true }) => {
      const client = await context.openClient()
      const jobId = await findJob(client, reference)
      const details = client.readJob(jobId)
      if (options.item !== undefined) {
        const item = await client.readItem(jobId, options.item)
        const page =
          options.json === true
            ? jsonText(itemAnswer(item))
            : itemPage(item, details.request.inputPath, terminal.answerColors)
        await terminal.answer(page)
        return context.endWith(exitCodeOfJob(details.snapshot))
      }
      const text =
        options.json === true ? jsonText(fullAnswer(details)) : jobPage(details, terminal.answerColors, workingFolder)
      await terminal.answer(text)
      context.endWith(exitCodeOfJob(details.snapshot))
    })
}

/** What `wren show --json` says: the object of `map` and more. */
const fullAnswer = (details: JobDetails): unknown => ({
  ...jobAnswer(details),
  label: details.snapshot.label,
  profile: details.snapshot.profile,
  createdAt: isoTime(details.snapshot.createdAt),
  runningItems: details.snapshot.runningItems,
  invocations: details.snapshot.invocations,
  notes: details.snapshot.notes,
  errors: details.errorGroups.map(({ name, message, count, firstIndex, location }) => ({
    name,
    message,
    count,
    firstIndex,
    where: location,
  })),
  request: details.request,
})

/** A row for a setting that was made, nothing for one that was left to Wren. */
const given = (
  title: string,
  value: number | undefined,
  format: (value: number) => string,
): readonly (readonly [string, string])[] => (value === undefined ? [] : [[title, format(value)]])

/** A job as a page of text. */
export function jobPage(details: JobDetails, colors: Terminal['colors'], workingFolder: string): string {
  const { snapshot } = details
  const isAtWork = snapshot.endedAt === null && snapshot.state !== 'interrupted'
  return [
    headline(snapshot, colors),
    isAtWork ? `${progressText(snapshot, colors)}\n` : '',
    countsTable(snapshot, colors),
    notesText(snapshot, colors),
    errorGroups(details, colors, workingFolder),
    settingsTable(details, colors),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function settingsTable(details: JobDetails, colors: Terminal['colors']): string {
  const { snapshot, request } = details
  const { invocations } = snapshot
  const faulted = invocations.faulted > 0 ? `, ${formatCount(invocations.faulted)} lost to service faults` : ''
  const rows: readonly (readonly [string, string])[] = [
    ['job', snapshot.jobId],
    ['function', `${request.modulePath}#${request.exportName}`],
    ['input', request.inputPath === '-' ? 'standard input' : request.inputPath],
    ['results', resultsFile(details)],
    ['profile', snapshot.profile],
    ['began', isoTime(snapshot.createdAt) ?? ''],
    ...(snapshot.endedAt === null ? [] : [['ended', isoTime(snapshot.endedAt) ?? ''] as const]),
    ...(invocations.ended > 0 ? [['invocations', `${formatCount(invocations.ended)}${faulted}`] as const] : []),
    ['time limit', `${formatDuration(request.itemTimeoutMs)} an item`],
    ['memory', `${formatCount(request.memoryMb)} MB`],
    ['retries', formatCount(request.retries)],
    ...given('concurrency', request.concurrency, (count) => `${formatCount(count)} invocations at once`),
    ...given('batch size', request.batchSize, formatItems),
    ...given('sample', request.sample, formatItems),
    ...(request.itemConcurrency > 1 ? [['at once', `${request.itemConcurrency} items an invocation`] as const] : []),
    ...(request.envNames.length > 0 ? [['environment', request.envNames.join(', ')] as const] : []),
  ]
  return formatTable(rows.map(([title, text]) => [colors.dim(`  ${title}`), text]))
}
