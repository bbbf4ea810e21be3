import { exitCodeOfErrorKind, exitCodes, type ExitCode } from './exitCodes.ts'
import type { Terminal } from './terminal.ts'

/** The one place that shows an error to the user, on stderr; answers with the exit code that goes with it. */
export async function showError(error: unknown, terminal: Terminal, env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const { colors } = terminal
  const { WrenError } = await import('#runtime-client')
  if (error instanceof WrenError) {
    const title = error.kind === 'cancelled' ? '' : `${colors.red('error:')} `
    terminal.tell(`${title}${error.message}`)
    if (error.nextStep !== undefined) terminal.tell(colors.dim(error.nextStep))
    if (env['WREN_DEBUG']) terminal.tell(describeUnexpected(error))
    return exitCodeOfErrorKind(error.kind)
  }
  // Nobody foresaw this one, so all there is to know is worth showing.
  terminal.tell(`${colors.red('unexpected error:')} ${describeUnexpected(error)}`)
  return exitCodes.couldNotGoOn
}

function describeUnexpected(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describeUnexpected(error.cause)}`
  return `${error.stack ?? String(error)}${cause}`
}
