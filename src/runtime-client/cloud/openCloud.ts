import { join } from 'node:path'
import type { Installation } from '../installation.ts'
import { ensureLocalCloud } from '../local/ensureLocalCloud.ts'
import type { Cloud } from '../ports.ts'
import { resolveProfile } from '../settings/profile.ts'

/** Connects to the place that a profile names, starting the local cloud if need be. Rejects with a WrenError. */
export async function openCloud(installation: Installation, profileName: string): Promise<Cloud> {
  // The SDK is most of what there is to load; it loads while the profile is found or the local cloud starts.
  const connecting = import('../aws/connectCloud.ts')
  const profile = await resolveProfile(profileName)
  if (profile.kind === 'aws') return (await connecting).connectAws(profile)
  const { home, version, distFolder } = installation
  const entryPath = join(distFolder, 'local-cloud.mjs')
  const [{ connectLocal }, address] = await Promise.all([connecting, ensureLocalCloud({ home, version, entryPath })])
  return connectLocal(address)
}
