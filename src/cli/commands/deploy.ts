import type { Command } from 'commander'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes } from '../exitCodes.ts'
import { jsonText } from '../jobAnswer.ts'
import { memory } from '../optionValues.ts'
import { profileOption } from '../profileOption.ts'

/** `wren deploy`: makes a profile ready to run jobs. */
export function addDeployCommand(program: Command, context: CommandContext): void {
  const { terminal } = context
  program
    .command('deploy')
    .summary('set up or update the runtime in an account')
    .description(
      'Sets up what jobs need in the account of a profile, or brings it up to date: a Lambda function, its role, a bucket ' +
        'and a log group. Safe to repeat. The local cloud is set up by itself when a job needs it.',
    )
    .addOption(profileOption(context.env))
    .option('--memory <mb>', 'memory of an environment; 1769 is one CPU on AWS', memory, 1769)
    .option('--json', 'answer with one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  $ wren deploy --profile production\n  $ wren deploy --profile production --memory 3538',
    )
    .action(async (options: { readonly profile: string; readonly memory: number; readonly json?: true }) => {
      const client = await context.openClient()
      terminal.tell(`Setting up the runtime in ${options.profile}…`)
      const runtime = await client.deployRuntime(options.profile, options.memory, (line) => terminal.tell(line))
      if (runtime.steps.length === 0) terminal.tell('It was up to date.')
      if (options.json === true) await terminal.answer(jsonText(runtime))
      else await terminal.answer(`${runtime.functionName}\n`)
      context.endWith(exitCodes.allSucceeded)
    })
}
