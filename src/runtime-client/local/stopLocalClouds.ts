import { callLocalCloud } from './callLocalCloud.ts'
import { readDiscoveryRecord } from './discoveryRecord.ts'
import type { DiscoveryRecord } from './discoveryRecord.ts'
import { FolderChanges } from './folderChanges.ts'
import { isLocalCloudAlive } from './localCloudFolder.ts'
import { localCloudStatus } from './localCloudStatus.ts'
import type { RunningLocalCloud } from './localCloudStatus.ts'

const stopWithinMs = 10_000
const pollMs = 50

/** Stops every local cloud of this home and waits until it is gone; resolves to those that were running. */
export async function stopLocalClouds(home: string): Promise<readonly RunningLocalCloud[]> {
  const running = await localCloudStatus(home)
  await Promise.all(running.map(stop))
  return running
}

async function stop({ folder, record }: RunningLocalCloud): Promise<void> {
  using changes = new FolderChanges(folder, pollMs)
  // Ending may cut the answer short; whether it ends is what counts.
  await callLocalCloud(record, 'POST', '/_local/stop').catch(() => undefined)
  const giveUpAt = Date.now() + stopWithinMs
  while (isLocalCloudAlive(folder) && !(await isReplaced(folder, record))) {
    if (Date.now() > giveUpAt) {
      kill(record.pid)
      return
    }
    await changes.next()
  }
}

/** Whether someone has started the next one meanwhile. */
async function isReplaced(folder: string, record: DiscoveryRecord): Promise<boolean> {
  const current = await readDiscoveryRecord(folder)
  return current !== null && current.pid !== record.pid
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended just now.
  }
}
