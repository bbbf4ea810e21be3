import type { WrenClient } from '#runtime-client'
import type { ExitCode } from './exitCodes.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly workingFolder: string
  readonly env: NodeJS.ProcessEnv
  /** Loads the client, which is most of what there is to load, for a command that needs it. */
  openClient(): Promise<WrenClient>
  /** Says what the process is to end with. */
  endWith(code: ExitCode): void
}
