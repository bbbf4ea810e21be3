import { localProfileName } from './profile.ts'

/** The profiles that a job can run under: `local` first, then those of the user's AWS configuration. */
export async function profileNames(): Promise<readonly string[]> {
  const { readAwsProfiles } = await import('../aws/readAwsProfiles.ts')
  return [localProfileName, ...[...(await readAwsProfiles()).keys()].toSorted()]
}
