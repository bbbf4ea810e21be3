import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { takeOwnerLock } from '#owner-lock'
import { WrenError } from '../errors.ts'
import type { DiscoveryRecord } from './discoveryRecord.ts'
import { findLocalCloud } from './findLocalCloud.ts'
import { FolderChanges } from './folderChanges.ts'
import { isLocalCloudAlive, listLocalCloudFolders, localCloudFolder } from './localCloudFolder.ts'
import { readLogTail, spawnLocalCloud } from './spawnLocalCloud.ts'
import type { LocalCloudExit, LocalCloudSettings } from './spawnLocalCloud.ts'

export interface LocalCloudRequest {
  /** WREN_HOME, absolute. */
  readonly home: string
  readonly version: string
  /** The built local cloud's script. */
  readonly entryPath: string
  readonly settings?: LocalCloudSettings
}

const startWithinMs = 30_000
const pollMs = 100

/**
 * The local cloud of this version in this home: the running one, else one that is started now. Any number of callers
 * at once, in any number of processes, end up with the same one. Rejects with a WrenError that carries the end of its
 * log where it does not start.
 */
export async function ensureLocalCloud(request: LocalCloudRequest): Promise<DiscoveryRecord> {
  const folder = localCloudFolder(request.home, request.version)
  return (await findLocalCloud(folder)) ?? (await startLocalCloud(folder, request))
}

async function startLocalCloud(folder: string, request: LocalCloudRequest): Promise<DiscoveryRecord> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  using changes = new FolderChanges(folder, pollMs)
  const giveUpAt = Date.now() + startWithinMs
  let isSpawned = false
  let exit: LocalCloudExit | undefined
  for (;;) {
    const record = await findLocalCloud(folder)
    if (record !== null) return record
    // One that lives and does not answer is starting or stopping: both end soon.
    if (!isLocalCloudAlive(folder)) {
      if (exit !== undefined) throw await startFailed(folder, describeExit(exit))
      if (!isSpawned) {
        isSpawned = true
        const { version, entryPath, home, settings = {} } = request
        spawnLocalCloud({ folder, version, entryPath, workingFolder: home, settings }, (how) => {
          exit = how
          changes.wake()
        })
        await removeOtherVersions(folder, home)
      }
    }
    if (Date.now() > giveUpAt) throw await startFailed(folder, `nothing heard of it for ${startWithinMs / 1000} s`)
    await changes.next()
  }
}

/** Frees the disk of versions that no longer run; one that does keeps its folder. */
async function removeOtherVersions(ownFolder: string, home: string): Promise<void> {
  for (const folder of await listLocalCloudFolders(home)) {
    if (folder === ownFolder || isLocalCloudAlive(folder)) continue
    try {
      const lock = takeOwnerLock(join(folder, 'daemon.lock'))
      if (lock === null) continue
      lock.release()
      await rm(folder, { recursive: true, force: true })
    } catch {
      // It is only tidying; the next start tries again.
    }
  }
}

async function startFailed(folder: string, how: string): Promise<WrenError> {
  const { path, tail } = await readLogTail(folder)
  const said = tail === '' ? '' : `\n${tail}`
  return new WrenError('worker', `The local cloud did not start: ${how}.${said}`, {
    nextStep: `Look into ${path}; if ${dirname(folder)} is damaged, delete it.`,
  })
}

function describeExit(exit: LocalCloudExit): string {
  if (exit.kind === 'error') return exit.error.message
  return exit.code === null ? `it was ended by ${exit.signal ?? 'a signal'}` : `it ended with code ${exit.code}`
}
