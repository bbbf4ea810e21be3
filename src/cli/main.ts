import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import type { CommandContext } from './commandContext.ts'
import { exitCodes, type ExitCode } from './exitCodes.ts'
import { createProgram } from './program.ts'
import { showError } from './showError.ts'
import { Terminal } from './terminal.ts'

/** Runs the command line of this process and ends the process. `packageFolder` is that of package.json and dist/. */
export async function main({ packageFolder }: { readonly packageFolder: URL }): Promise<void> {
  const { env } = process
  const terminal = new Terminal(process.stdout, process.stderr, env)
  const version = readVersion(packageFolder)
  let exitCode: ExitCode = exitCodes.allSucceeded
  const context: CommandContext = {
    terminal,
    workingFolder: process.cwd(),
    env,
    openClient: async () => {
      const { WrenClient, prepareWrenHome, wrenHome } = await import('#runtime-client')
      const home = wrenHome(env)
      prepareWrenHome(home)
      const distFolder = fileURLToPath(new URL('dist', packageFolder))
      return new WrenClient({ home, distFolder, version })
    },
    endWith: (code) => (exitCode = code),
  }
  try {
    const program = createProgram(context, version)
    if (process.argv.length > 2) await program.parseAsync()
    else program.outputHelp()
  } catch (error) {
    exitCode = error instanceof CommanderError ? ofCommander(error) : await showError(error, terminal, env)
  }
  await terminal.flush()
  // Whatever the client keeps open between calls would keep the process alive for nothing.
  process.exit(exitCode)
}

/** Commander has said by then what there is to say, and gives help and the version the code 0. */
const ofCommander = (error: CommanderError): ExitCode =>
  error.exitCode === 0 ? exitCodes.allSucceeded : exitCodes.wrongUse

function readVersion(packageFolder: URL): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('package.json', packageFolder), 'utf8'),
  )
  return manifest.version
}
