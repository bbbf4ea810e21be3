import type { Command } from 'commander'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes } from '../exitCodes.ts'
import { findJob } from '../findJob.ts'
import { jobArgument } from '../jobArgument.ts'
import { jsonText } from '../jobAnswer.ts'
import { reportJob } from '../reportJob.ts'
import { startInterruptibly } from '../startInterruptibly.ts'

/** `wren retry`: goes on with a job. */
export function addRetryCommand(program: Command, context: CommandContext): void {
  program
    .command('retry')
    .summary('run the failed and missing items of a job again')
    .description(
      'Goes on with a job: items that failed or never ran run again, with the code as it is now and the inputs as they ' +
        'were read the first time. What succeeded is kept. Answers and exits like `wren map`.',
    )
    .addArgument(jobArgument())
    .option('--json', 'answer with one JSON object in place of the path of the results')
    .option('-d, --detach', 'leave the job at work and answer with its id')
    .addHelpText('after', '\nExamples:\n  $ wren retry last\n  $ wren retry 261123-041725-x3k --detach')
    .action(async (reference: string, options: { readonly json?: true; readonly detach?: true }) => {
      const client = await context.openClient()
      const jobId = await findJob(client, reference)
      const { state, counts, total } = client.readJob(jobId).snapshot
      const isComplete = state === 'done' && counts.succeeded === total
      if (isComplete) context.terminal.tell('All of its items succeeded: there is nothing to run again.')
      else await startInterruptibly(async (signal) => client.retryJob(jobId, signal))
      if (options.detach === true) {
        if (!isComplete) context.terminal.tell(`The job is at work. See \`wren attach ${jobId}\`.`)
        await context.terminal.answer(options.json === true ? jsonText({ job: jobId }) : `${jobId}\n`)
        context.endWith(exitCodes.allSucceeded)
        return
      }
      const answer = options.json === true ? 'json' : 'path'
      context.endWith(await reportJob(context, client, jobId, { answer, onInterrupt: 'cancel' }))
    })
}
