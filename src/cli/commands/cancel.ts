import type { Command } from 'commander'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes, type ExitCode } from '../exitCodes.ts'
import { findJob } from '../findJob.ts'
import { followJob } from '../followJob.ts'
import { jobArgument } from '../jobArgument.ts'
import { jobAnswer, jsonText } from '../jobAnswer.ts'
import { headline } from '../jobSummary.ts'

/** `wren cancel`: ends a job that is at work. */
export function addCancelCommand(program: Command, context: CommandContext): void {
  program
    .command('cancel')
    .summary('end a job that is at work')
    .description(
      'Ends a job: no new item starts, those at work are told and ended, and what is finished is kept. Waits until the ' +
        'job has ended. Exits with 0 also where it had ended before.',
    )
    .addArgument(jobArgument())
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', '\nExamples:\n  $ wren cancel last')
    .action(async (reference: string, options: { readonly json?: true }) =>
      context.endWith(await cancel(context, reference, options.json === true)),
    )
}

async function cancel(context: CommandContext, reference: string, asJson: boolean): Promise<ExitCode> {
  const { terminal } = context
  const client = await context.openClient()
  const jobId = await findJob(client, reference)
  const { state } = client.readJob(jobId).snapshot
  if (state === 'ingesting' || state === 'running') await client.cancelJob(jobId)
  const last = await followJob(context, client, jobId, 'leave')
  if (last === null) return exitCodes.cancelled
  terminal.tell(headline(last, terminal.colors).trimEnd())
  if (asJson) await terminal.answer(jsonText(jobAnswer(client.readJob(jobId))))
  return exitCodes.allSucceeded
}
