import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isOwnerAlive } from '#owner-lock'

/**
 * The folder of the local cloud of one version. Each version has its own, so a newer client neither stops the older
 * one under a running job nor has to know how that one wants to be asked; an unused one ends by itself.
 */
export const localCloudFolder = (home: string, version: string): string => join(localCloudsFolder(home), version)

const localCloudsFolder = (home: string): string => join(home, 'local-cloud')

/** The folders of all versions that were ever started in this home. */
export async function listLocalCloudFolders(home: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(localCloudsFolder(home), { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}

/** Whether a local cloud lives in that folder, answering or not: it holds this lock from its start to its end. */
export const isLocalCloudAlive = (folder: string): boolean => isOwnerAlive(join(folder, 'daemon.lock'))
