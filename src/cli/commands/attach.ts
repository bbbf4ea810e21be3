import type { Command } from 'commander'
import type { CommandContext } from '../commandContext.ts'
import { findJob } from '../findJob.ts'
import { jobArgument } from '../jobArgument.ts'
import { reportJob } from '../reportJob.ts'

/** `wren attach`: follows a job that is at work. */
export function addAttachCommand(program: Command, context: CommandContext): void {
  program
    .command('attach')
    .summary('follow a job that is at work')
    .description(
      'Shows the progress of a job that is at work, whoever began it, and its summary when it ends. Ctrl-C stops ' +
        'watching; the job goes on. Answers and exits like `wren map`.',
    )
    .addArgument(jobArgument())
    .option('--json', 'answer with one JSON object in place of the path of the results')
    .addHelpText('after', '\nExamples:\n  $ wren attach last\n  $ wren attach last && echo all items succeeded')
    .action(async (reference: string, options: { readonly json?: true }) => {
      const client = await context.openClient()
      const jobId = await findJob(client, reference)
      const answer = options.json === true ? 'json' : 'path'
      context.endWith(await reportJob(context, client, jobId, { answer, onInterrupt: 'leave' }))
    })
}
