import type { Command } from 'commander'
import type { LocalCloudState } from '#runtime-client'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes } from '../exitCodes.ts'
import { formatTable } from '../formatTable.ts'
import { jsonText } from '../jobAnswer.ts'
import { formatCount } from '../quantities.ts'

/** `wren local`: the local cloud, which otherwise looks after itself. */
export function addLocalCommand(program: Command, context: CommandContext): void {
  const { terminal } = context
  const local = program
    .command('local')
    .summary('start, see or stop the local cloud')
    .helpCommand(false)
    .description(
      'The local cloud is where jobs run unless another profile is named. It starts when a job needs it and ends by ' +
        'itself when idle; these commands are for looking and for tidying up.',
    )
  const say = async (clouds: readonly LocalCloudState[], options: { readonly json?: true }): Promise<void> => {
    if (options.json === true) await terminal.answer(jsonText(clouds))
    else if (clouds.length > 0) await terminal.answer(cloudsTable(clouds))
    else terminal.tell('No local cloud is running.')
    context.endWith(exitCodes.allSucceeded)
  }
  local
    .command('start')
    .description('Starts it, unless it runs, and tells where.')
    .option('--json', 'answer with a JSON array')
    .action(async (options: { readonly json?: true }) => {
      const client = await context.openClient()
      await client.startLocalCloud()
      await say(await client.localCloudStatus(), options)
    })
  local
    .command('status')
    .description('Tells whether it runs, and where.')
    .option('--json', 'answer with a JSON array')
    .action(async (options: { readonly json?: true }) =>
      say(await (await context.openClient()).localCloudStatus(), options),
    )
  local
    .command('stop')
    .description('Stops it, and what runs in it.')
    .action(async () => {
      const stopped = await (await context.openClient()).stopLocalCloud()
      terminal.tell(stopped.length === 0 ? 'No local cloud was running.' : 'The local cloud has stopped.')
      context.endWith(exitCodes.allSucceeded)
    })
}

const cloudsTable = (clouds: readonly LocalCloudState[]): string =>
  formatTable([
    ['ENDPOINT', 'PID', 'VERSION', 'RUNNING'],
    ...clouds.map((cloud) => [
      cloud.endpoint,
      String(cloud.pid),
      cloud.version,
      cloud.runningInvocations === null ? '?' : formatCount(cloud.runningInvocations),
    ]),
  ])
