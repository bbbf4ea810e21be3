import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type Outcome, outcomes } from '#protocol/outcome'
import type { CommandContext } from '../commandContext.ts'
import { exitCodeOfJob, type ExitCode } from '../exitCodes.ts'
import { findJob } from '../findJob.ts'
import { jobArgument } from '../jobArgument.ts'
import { eachOf } from '../optionValues.ts'
import { asJsonArray, writeLines } from '../writeLines.ts'

interface ResultsOptions {
  readonly outcome?: readonly Outcome[]
  readonly output?: string
  readonly json?: true
}

/** `wren results`: what the items of a job came to. */
export function addResultsCommand(program: Command, context: CommandContext): void {
  program
    .command('results')
    .summary('write the results of a job to stdout or a file')
    .description(
      'Writes the results of a job as JSON Lines in input order, one line per item whatever its outcome: {"index", ' +
        '"outcome", "value" or "error", "ms", "attempts"}. While the job is at work, those recorded so far. Exits with ' +
        'the code of the job itself; 0 while it is at work.',
    )
    .addArgument(jobArgument())
    .option('--outcome <outcome>', `only items that ended so; repeatable: ${outcomes.join(', ')}`, eachOf(outcomes))
    .option('-o, --output <file>', 'write all of them to a file instead: .jsonl, .json or .csv')
    .option('--json', 'one JSON array in place of JSON Lines')
    .addHelpText(
      'after',
      `
Examples:
  $ wren results last | jq 'select(.outcome == "succeeded") | .value'
  $ wren results last --outcome threw --outcome timedOut
  $ wren results last --output scores.csv`,
    )
    .action(async (reference: string, options: ResultsOptions) =>
      context.endWith(await writeResults(context, reference, options)),
    )
}

async function writeResults(
  context: CommandContext,
  reference: string,
  { outcome, output, json }: ResultsOptions,
): Promise<ExitCode> {
  const { WrenError, checkOutputPath } = await import('#runtime-client')
  const { terminal, workingFolder } = context
  const client = await context.openClient()
  const jobId = await findJob(client, reference)
  const { snapshot } = client.readJob(jobId)
  if (output === undefined || output === '-') {
    const all = client.resultLines(jobId)
    const lines = outcome === undefined ? all : all.filter((line) => outcome.includes(outcomeOfLine(line)))
    await writeLines(terminal, json === true ? asJsonArray(lines) : lines)
    return exitCodeOfJob(snapshot)
  }
  if (outcome !== undefined) {
    throw new WrenError('input', '--outcome does not go with --output: a file always has every item.', {
      nextStep: 'Leave --output out and redirect stdout to a file.',
    })
  }
  const outputPath = resolve(workingFolder, output)
  checkOutputPath(outputPath)
  await client.exportResults(jobId, outputPath)
  await terminal.answer(`${outputPath}\n`)
  return exitCodeOfJob(snapshot)
}

function outcomeOfLine(line: string): Outcome {
  const record: { readonly outcome: Outcome } = JSON.parse(line)
  return record.outcome
}
