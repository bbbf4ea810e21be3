import { DatabaseSync } from 'node:sqlite'

/** Held by one process at a time; the operating system lets go of it when that process ends, however it ends. */
export interface OwnerLock extends Disposable {
  release(): void
}

/**
 * Takes the lock that the file at `path` stands for (its folder must exist), or returns null where another process
 * holds it. SQLite's file locks are used because they need no native addon and cannot be left behind by `kill -9`.
 */
export function takeOwnerLock(path: string, waitMs = 0): OwnerLock | null {
  const database = new DatabaseSync(path, { timeout: waitMs })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
  const release = (): void => {
    if (database.isOpen) database.close()
  }
  return { release, [Symbol.dispose]: release }
}

/** Whether some process holds the lock at `path`; a missing file is held by none. */
export function isOwnerAlive(path: string): boolean {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 })
  } catch {
    return false
  }
  try {
    // A shared lock is refused while an exclusive one is held, and holding it for a moment disturbs no other reader.
    database.exec('BEGIN; SELECT count(*) FROM sqlite_schema; COMMIT')
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    database.close()
  }
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}
