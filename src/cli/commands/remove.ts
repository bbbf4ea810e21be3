import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes, type ExitCode } from '../exitCodes.ts'
import { profileOption } from '../profileOption.ts'

interface RemoveOptions {
  readonly profile: string
  readonly yes?: true
}

/** `wren remove`: takes the runtime out of an account again. */
export function addRemoveCommand(program: Command, context: CommandContext): void {
  program
    .command('remove')
    .summary('take the runtime out of an account again')
    .description(
      "Deletes all that `wren deploy` made in the account of a profile: functions, role, log group, and Wren's own objects " +
        'with their bucket. Jobs and their results on this machine are kept.',
    )
    .addOption(profileOption(context.env))
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExamples:\n  $ wren remove --profile production\n  $ wren remove --profile local --yes')
    .action(async (options: RemoveOptions) => context.endWith(await remove(context, options)))
}

async function remove(context: CommandContext, { profile, yes }: RemoveOptions): Promise<ExitCode> {
  const { terminal } = context
  const client = await context.openClient()
  if (yes !== true && profile !== 'local') {
    const doomed = await client.describeRuntimeRemoval(profile)
    terminal.tell(`This would go from ${profile}:`, ...doomed.map((line) => `  ${line}`))
    if (doomed.length > 0 && !(await isConfirmed())) return exitCodes.wrongUse
  }
  await client.removeRuntime(profile, (line) => terminal.tell(line))
  terminal.tell(`There is no runtime in ${profile} any more.`)
  return exitCodes.allSucceeded
}

/** Asks on a terminal; nobody can answer elsewhere. */
async function isConfirmed(): Promise<boolean> {
  const { WrenError } = await import('#runtime-client')
  if (!process.stdin.isTTY) throw new WrenError('input', 'Removing it needs a yes.', { nextStep: 'Add --yes.' })
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await asking.question('Remove it? [y/N] ')
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    asking.close()
  }
}
