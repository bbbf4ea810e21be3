import { Command } from 'commander'
import type { CommandContext } from './commandContext.ts'
import { addAttachCommand } from './commands/attach.ts'
import { addCancelCommand } from './commands/cancel.ts'
import { addDeployCommand } from './commands/deploy.ts'
import { addJobsCommand } from './commands/jobs.ts'
import { addLocalCommand } from './commands/local.ts'
import { addLogsCommand } from './commands/logs.ts'
import { addMapCommand } from './commands/map.ts'
import { addRemoveCommand } from './commands/remove.ts'
import { addResultsCommand } from './commands/results.ts'
import { addRetryCommand } from './commands/retry.ts'
import { addShowCommand } from './commands/show.ts'

/** The command line of `wren`. It throws a CommanderError for help, the version and wrong use. */
export function createProgram(context: CommandContext, version: string): Command {
  const { terminal } = context
  const program = new Command('wren')
    .description('Run an exported function over every input of a file, on AWS Lambda or on this machine.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      getOutHasColors: () => terminal.answerColors.isColorSupported,
      getErrHasColors: () => terminal.colors.isColorSupported,
      outputError: (text, write) => write(text.replace(/^error:/, terminal.colors.red('error:'))),
    })
    .configureHelp({ styleTitle: terminal.answerColors.bold })
    .showHelpAfterError('See --help for how it is used.')
    .addHelpText('after', closing)

  program.commandsGroup('Run:')
  addMapCommand(program, context)
  addAttachCommand(program, context)
  addCancelCommand(program, context)
  addRetryCommand(program, context)
  program.commandsGroup('Look:')
  addJobsCommand(program, context)
  addShowCommand(program, context)
  addResultsCommand(program, context)
  addLogsCommand(program, context)
  program.commandsGroup('Set up:')
  addDeployCommand(program, context)
  addRemoveCommand(program, context)
  addLocalCommand(program, context)
  program.helpCommand('help [command]', 'print the help of a command').helpCommand(true)
  return program
}

const closing = `
Exit codes:
  0    all items succeeded
  1    some item did not
  2    wrong use, input or configuration
  3    the job could not go on for a reason outside the function: service, permission, lost runner
  130  cancelled

Environment:
  WREN_HOME      where jobs, results and the local cloud lie (default: this platform's state folder)
  WREN_PROFILE   what --profile is where it is not given
  NO_COLOR       no colours

Examples:
  $ wren map src/score.ts#score --input homes.csv
  $ wren results last | jq .value
  $ wren logs last --item 17`
