import type { Command } from 'commander'
import type { LogLine } from '#runtime-client'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes } from '../exitCodes.ts'
import { findJob } from '../findJob.ts'
import { logAnswer } from '../itemAnswer.ts'
import { jobArgument } from '../jobArgument.ts'
import { wholeNumber } from '../optionValues.ts'
import type { Terminal } from '../terminal.ts'
import { writeLines } from '../writeLines.ts'

/** `wren logs`: what the function wrote. */
export function addLogsCommand(program: Command, context: CommandContext): void {
  const { terminal } = context
  program
    .command('logs')
    .summary('show what the function wrote, of all items or of one')
    .description(
      "Shows what the function wrote to its stdout and stderr, in the order in which it came; every line after its item's " +
        'index, or, with --item, the lines alone.',
    )
    .addArgument(jobArgument())
    .option('--item <index>', 'only what this item wrote; the first item is 0', wholeNumber(0))
    .option('--json', 'JSON Lines: {"index", "attempt", "stream", "text", "at"}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ wren logs last --item 17\n  $ wren logs last --json | jq \'select(.stream == "stderr") | .text\'',
    )
    .action(async (reference: string, options: { readonly item?: number; readonly json?: true }) => {
      const client = await context.openClient()
      const jobId = await findJob(client, reference)
      // Refuses an item that the job does not have.
      if (options.item !== undefined) await client.readItem(jobId, options.item)
      const entries = client.logLines(jobId, options.item)
      const lines =
        options.json === true
          ? entries.map((entry) => JSON.stringify(logAnswer(entry)))
          : entries.flatMap((entry) => logText(entry, options.item === undefined, terminal.answerColors))
      let written = 0
      await writeLines(
        terminal,
        lines.map((line) => {
          written += 1
          return line
        }),
      )
      if (written === 0) terminal.tell('Nothing was written.')
      context.endWith(exitCodes.allSucceeded)
    })
}

/** The lines of a log entry; behind `index |` where several items are shown, `-` where nobody knows which wrote it. */
export function logText(entry: LogLine, withIndex: boolean, colors: Terminal['colors']): readonly string[] {
  const lines = entry.text.split('\n')
  if (!withIndex) return lines
  return lines.map((line) => `${colors.dim(`${entry.index ?? '-'} |`)} ${line}`)
}
