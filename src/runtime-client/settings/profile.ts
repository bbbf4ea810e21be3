import { closest, distance } from 'fastest-levenshtein'
import type { AwsProfile } from '../aws/connectCloud.ts'
import { WrenError } from '../errors.ts'

/** Where jobs run, as `--profile` names it. */
export type Profile = { readonly kind: 'local' } | ({ readonly kind: 'aws' } & AwsProfile)

/** The profile that is used where none is named. */
export const localProfileName = 'local'

/**
 * Resolves `--profile`: `local`, or a profile of the user's AWS configuration. Its own Region goes before that of the
 * environment, because the runtime lies where the profile says. `default` may also stand for keys in the environment
 * alone. Rejects with a WrenError that lists what profiles there are.
 */
export async function resolveProfile(name: string, environment: NodeJS.ProcessEnv = process.env): Promise<Profile> {
  if (name === localProfileName) return { kind: 'local' }
  const { readAwsProfiles } = await import('../aws/readAwsProfiles.ts')
  const profiles = await readAwsProfiles()
  const configured = profiles.get(name)
  const hasEnvironmentKeys = Boolean(environment['AWS_ACCESS_KEY_ID'] && environment['AWS_SECRET_ACCESS_KEY'])
  if (configured === undefined && !(name === 'default' && hasEnvironmentKeys)) {
    throw unknownProfile(name, [...profiles.keys()])
  }
  const region = configured?.region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION']
  if (region === undefined || region === '') throw noRegion(name)
  return { kind: 'aws', name, region, credentialsProfile: configured === undefined ? null : name }
}

function unknownProfile(name: string, known: readonly string[]): WrenError {
  const all = [localProfileName, ...known]
  const nearest = closest(name, all)
  const guess = distance(name, nearest) <= 2 ? ` Did you mean ${nearest}?` : ''
  return new WrenError('input', `There is no profile ${name}.${guess} There are: ${all.join(', ')}`, {
    nextStep: `Choose one of these, or make it with \`aws configure --profile ${name}\` or \`aws configure sso\`.`,
  })
}

function noRegion(name: string): WrenError {
  return new WrenError('input', `The AWS profile ${name} names no Region`, {
    nextStep: `Give it one: \`aws configure set region us-east-1 --profile ${name}\`, or set AWS_REGION.`,
  })
}
