import { type FSWatcher, mkdirSync, readdirSync, watch } from 'node:fs'
import { jobFolder, jobsFolder } from '../job/jobFolder.ts'

/** Jobs that are older than these are seldom retried, and every watched folder costs the system something. */
const watchedJobs = 50

/** The files that tell of a job's life; the others change with every item. */
const tellingFiles: ReadonlySet<string | null> = new Set(['job.json', 'runner.json'])

/**
 * Tells of jobs that came, went, began again or ended, by whatever process: a job's id where one changed, null where
 * the list did. What has changed is for the listener to read. Rests while nothing happens.
 */
export function watchJobs(home: string, listener: (jobId: string | null) => void): Disposable {
  const folder = jobsFolder(home)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const watchers = new Map<string, FSWatcher>()

  const watchNewest = (): void => {
    const newest = new Set(listFolder(folder).toSorted().slice(-watchedJobs))
    for (const [jobId, watcher] of watchers) {
      if (newest.has(jobId)) continue
      watcher.close()
      watchers.delete(jobId)
    }
    for (const jobId of newest) {
      if (watchers.has(jobId)) continue
      const watcher = watchFolder(jobFolder(home, jobId).folder, (file) => {
        if (tellingFiles.has(file)) listener(jobId)
      })
      if (watcher !== null) watchers.set(jobId, watcher)
    }
  }

  const list = watchFolder(folder, () => {
    watchNewest()
    listener(null)
  })
  watchNewest()
  return {
    [Symbol.dispose]: () => {
      list?.close()
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

/** Empty where the folder is gone: someone may have removed the state of all jobs. */
function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** Null where the folder is gone already; ends by itself when it goes. */
function watchFolder(path: string, onChange: (file: string | null) => void): FSWatcher | null {
  try {
    const watcher = watch(path, { persistent: false }, (_event, file) => onChange(file))
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
