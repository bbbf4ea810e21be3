import type { Command } from 'commander'
import type { JobSnapshot } from '#runtime-client'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes } from '../exitCodes.ts'
import { formatTable } from '../formatTable.ts'
import { isoTime, jsonText } from '../jobAnswer.ts'
import { stateWord } from '../jobSummary.ts'
import { wholeNumber } from '../optionValues.ts'
import { endedItems, failedItems } from '../progressLine.ts'
import { formatAge, formatCount } from '../quantities.ts'
import type { Terminal } from '../terminal.ts'

/** `wren jobs`: the jobs there are. */
export function addJobsCommand(program: Command, context: CommandContext): void {
  const { terminal } = context
  program
    .command('jobs')
    .summary('list jobs, newest first')
    .description('Lists the jobs of this machine, newest first, whoever began them and wherever they run.')
    .option('-n, --limit <n>', 'list at most n jobs', wholeNumber(1), 20)
    .option('-a, --all', 'list every job')
    .option('--json', 'answer with a JSON array')
    .addHelpText(
      'after',
      '\nExamples:\n  $ wren jobs\n  $ wren jobs --json | jq -r \'.[] | select(.state == "interrupted") | .job\'',
    )
    .action(async (options: { readonly limit: number; readonly all?: true; readonly json?: true }) => {
      const client = await context.openClient()
      const all = client.listJobs()
      const jobs = options.all === true ? all : all.slice(0, options.limit)
      if (options.json === true) await terminal.answer(jsonText(jobs.map(jobRow)))
      else if (jobs.length > 0) await terminal.answer(jobsTable(jobs, terminal.answerColors, Date.now()))
      else terminal.tell('There are no jobs yet. `wren map --help` shows how to begin one.')
      const hidden = all.length - jobs.length
      if (hidden > 0 && options.json !== true) terminal.tell(`and ${formatCount(hidden)} older; --all lists them`)
      for (const { jobId, error } of client.unreadableJobs()) terminal.tell(`${jobId} is left out: ${error.message}`)
      context.endWith(exitCodes.allSucceeded)
    })
}

/** One job of `wren jobs --json`. */
const jobRow = ({
  jobId,
  label,
  profile,
  state,
  total,
  counts,
  createdAt,
  startedAt,
  endedAt,
}: JobSnapshot): unknown => ({
  job: jobId,
  label,
  profile,
  state,
  items: { total, ...counts },
  createdAt: isoTime(createdAt),
  startedAt: isoTime(startedAt),
  endedAt: isoTime(endedAt),
})

/** The jobs as aligned columns under a heading. */
export function jobsTable(jobs: readonly JobSnapshot[], colors: Terminal['colors'], now: number): string {
  const rows = jobs.map((job) => {
    const ended = endedItems(job)
    const failed = failedItems(job)
    return [
      job.jobId,
      stateWord(job.state, colors),
      job.total === null
        ? '-'
        : ended === job.total
          ? formatCount(ended)
          : `${formatCount(ended)}/${formatCount(job.total)}`,
      failed > 0 ? colors.red(formatCount(failed)) : '0',
      formatAge(now - job.createdAt),
      job.profile,
      job.label,
    ]
  })
  const heading = ['JOB', 'STATE', 'ITEMS', 'FAILED', 'BEGAN', 'PROFILE', 'FUNCTION'].map((title) => colors.dim(title))
  return formatTable([heading, ...rows], { right: [2, 3] })
}
