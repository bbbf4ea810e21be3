import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { resolveProfile } from './profile.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wren-profile-'))
  await writeFile(
    join(folder, 'config'),
    `[profile work]
region = eu-central-1
sso_session = corp
[profile plain]
output = json
[sso-session corp]
sso_region = eu-west-1
`,
  )
  await writeFile(join(folder, 'credentials'), '[plain]\naws_access_key_id = A\naws_secret_access_key = B\n')
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('resolveProfile', () => {
  it('knows the local one without looking anywhere', async () => {
    expect(await resolveProfile('local', {})).toEqual({ kind: 'local' })
  })

  it.each([
    ["the profile's own Region goes first", 'work', { AWS_REGION: 'us-east-1' }, 'eu-central-1', 'work'],
    ['a profile without one takes that of the environment', 'plain', { AWS_REGION: 'us-east-2' }, 'us-east-2', 'plain'],
    ['the older name of that variable', 'plain', { AWS_DEFAULT_REGION: 'us-west-1' }, 'us-west-1', 'plain'],
    [
      'keys in the environment are the default profile where there is no other',
      'default',
      { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B', AWS_REGION: 'us-east-1' },
      'us-east-1',
      null,
    ],
  ])('%s', async (_what, name, environment, region, credentialsProfile) => {
    expect(await resolveProfile(name, environment)).toEqual({ kind: 'aws', name, region, credentialsProfile })
  })

  it('lists what there is and guesses what was meant', async () => {
    await expect(resolveProfile('wrok', {})).rejects.toMatchObject({
      kind: 'input',
      message: 'There is no profile wrok. Did you mean work? There are: local, plain, work',
    })
  })

  it('does not take the environment for a profile that is missing', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B', AWS_REGION: 'us-east-1' }
    await expect(resolveProfile('other', environment)).rejects.toMatchObject({ kind: 'input' })
  })

  it('asks for a Region', async () => {
    await expect(resolveProfile('plain', {})).rejects.toMatchObject({
      kind: 'input',
      nextStep: expect.stringContaining('aws configure set region'),
    })
  })
})
