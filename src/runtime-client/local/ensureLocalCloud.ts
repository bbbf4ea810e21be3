import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { takeOwnerLock } from '#owner-lock'
import type { OwnerLock } from '#owner-lock'
import { WrenError } from '../errors.ts'
import type { DiscoveryRecord } from './discoveryRecord.ts'
import { findLocalCloud } from './findLocalCloud.ts'
import { FolderChanges } from './folderChanges.ts'
import { isLocalCloudAlive, listLocalCloudFolders, localCloudFolder } from './localCloudFolder.ts'
import { readLogTail, spawnLocalCloud } from './spawnLocalCloud.ts'
import type { LocalCloudExit, LocalCloudSettings } from './spawnLocalCloud.ts'

/** Which local cloud is wanted, and how to start it. */
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
  // Held by the one caller that starts it. Without this, one that lost the race could still take over a moment after
  // the winner was stopped.
  let startLock: OwnerLock | null = null
  let isStarting = false
  let exit: LocalCloudExit | undefined
  const giveUpAt = Date.now() + startWithinMs
  try {
    for (;;) {
      const record = await findLocalCloud(folder)
      if (record !== null) return record
      startLock ??= takeOwnerLock(join(folder, 'start.lock'))
      if (exit !== undefined && !isYielding(exit)) throw await startFailed(folder, describeExit(exit))
      if (exit !== undefined) isStarting = false
      // One that lives and does not answer is stopping, or was started by someone who is gone: both end soon.
      if (startLock !== null && !isStarting && !isLocalCloudAlive(folder)) {
        isStarting = true
        exit = undefined
        start(folder, request, (how) => {
          exit = how
          changes.wake()
        })
        await removeOtherVersions(folder, request.home)
      }
      if (Date.now() > giveUpAt) throw await startFailed(folder, `it did not answer within ${startWithinMs / 1000} s`)
      await changes.next()
    }
  } finally {
    startLock?.release()
  }
}

function start(folder: string, request: LocalCloudRequest, onExit: (exit: LocalCloudExit) => void): void {
  const { version, entryPath, home, settings = {} } = request
  spawnLocalCloud({ folder, version, entryPath, workingFolder: home, settings }, onExit)
}

/** A local cloud ends without a complaint where another one owns its folder. */
const isYielding = (exit: LocalCloudExit): boolean => exit.kind === 'exited' && exit.code === 0

/** Frees the disk of versions that no longer run; one that does keeps its folder. */
async function removeOtherVersions(ownFolder: string, home: string): Promise<void> {
  for (const folder of await listLocalCloudFolders(home)) {
    if (folder === ownFolder || isLocalCloudAlive(folder)) continue
    try {
      using lock = takeOwnerLock(join(folder, 'daemon.lock'))
      if (lock === null) continue
      // Held meanwhile, so that none comes to life in there; but Windows deletes no file that is open.
      if (process.platform === 'win32') lock.release()
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
