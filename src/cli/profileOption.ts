import { Option } from 'commander'

/** `--profile`, which every command has that reaches a cloud; WREN_PROFILE is what it is without being said. */
export const profileOption = (env: NodeJS.ProcessEnv): Option =>
  new Option('-p, --profile <name>', 'local, or a profile of AWS credentials (env: WREN_PROFILE)').default(
    env['WREN_PROFILE'] || 'local',
  )
