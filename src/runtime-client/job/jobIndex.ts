import { DatabaseSync } from 'node:sqlite'
import { WrenError } from '../errors.ts'

/** Raised when an older Wren could not read what this one writes. */
export const jobStoreVersion = 1

const schema = `
  CREATE TABLE item (
    item INTEGER PRIMARY KEY,
    outcome INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    ms REAL NOT NULL,
    ended_at INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    invocation INTEGER,
    error_group INTEGER
  );
  CREATE INDEX item_by_outcome ON item (outcome, item) WHERE outcome <> 0;
  CREATE INDEX item_by_error_group ON item (error_group, item) WHERE error_group IS NOT NULL;
  CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    item INTEGER,
    invocation INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
  );
  CREATE INDEX log_by_item ON log (item, id);
  CREATE INDEX log_by_invocation ON log (invocation, id);
  CREATE TABLE invocation (
    id INTEGER PRIMARY KEY,
    batch_id TEXT NOT NULL,
    request_id TEXT,
    log_stream TEXT,
    cold_start INTEGER,
    first_item INTEGER NOT NULL,
    items INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    began_at INTEGER,
    ended_at INTEGER,
    fault TEXT
  );
  CREATE TABLE error_group (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    message TEXT NOT NULL,
    location TEXT
  );
  PRAGMA user_version = ${jobStoreVersion};
`

/**
 * Opens a job's index for its one writer, making it where there is none. Rows are committed after the bytes that they
 * point to, so whatever the index tells is there.
 */
export function openIndexForWriting(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  // Readers go on while the runner commits. A crash of the process loses nothing; only one of the machine could lose
  // the last commits, and those items would run again.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2000')
  const version = storedVersion(database)
  if (version === 0) database.exec(`BEGIN; ${schema} COMMIT`)
  else refuseOtherVersion(path, version)
  return database
}

/** Opens a job's index to look at, also while its runner writes; null before the runner has made it. */
export function openIndexForReading(path: string): DatabaseSync | null {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  } catch {
    return null
  }
  const version = storedVersion(database)
  if (version === 0) {
    database.close()
    return null
  }
  refuseOtherVersion(path, version)
  return database
}

function storedVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

function refuseOtherVersion(path: string, version: number): void {
  if (version === jobStoreVersion) return
  throw new WrenError(
    'input',
    `${path} is of job store version ${version}; this Wren reads version ${jobStoreVersion}.`,
    {
      nextStep: 'Use the newer Wren that wrote this job. It was left as it is.',
    },
  )
}
