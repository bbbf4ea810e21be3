import { loadSharedConfigFiles } from '@smithy/core/config'

/** What the user's AWS configuration says of one profile. */
export interface ConfiguredProfile {
  readonly region: string | undefined
}

/** The profiles of `~/.aws/config` and `~/.aws/credentials` (or where the environment says these lie), by name. */
export async function readAwsProfiles(): Promise<ReadonlyMap<string, ConfiguredProfile>> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true })
  const profiles = new Map<string, ConfiguredProfile>()
  for (const file of [credentialsFile, configFile]) {
    for (const [name, settings] of Object.entries(file)) {
      // Other sections of the config file come under names with such a prefix.
      if (name.startsWith('sso-session.') || name.startsWith('services.')) continue
      profiles.set(name, { region: settings['region'] ?? profiles.get(name)?.region })
    }
  }
  return profiles
}
