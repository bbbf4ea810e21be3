import { ItemTable } from '../job/itemTable.ts'
import { JobCollector } from '../job/jobCollector.ts'
import type { JobFolder } from '../job/jobFolder.ts'
import { JobStore } from '../job/jobStore.ts'
import { collectorPorts } from './collectorPorts.ts'
import type { PreparedJob } from './prepareJob.ts'

/** A job's items as this run of it finds them, and what writes down their ends. */
export interface JobItems {
  readonly store: JobStore
  readonly table: ItemTable
  readonly collector: JobCollector
}

/**
 * Opens the store of a job. What earlier runs recorded stands, unless it failed: a retry runs that again. Malformed
 * input gets its outcome here, for it never runs.
 */
export async function openJobItems(folder: JobFolder, retries: number, prepared: PreparedJob): Promise<JobItems> {
  const { spool, site, stackMapper } = prepared
  const store = new JobStore(folder)
  const table = new ItemTable(spool.count)
  for (const { index, outcome, attempts } of store.recorded()) {
    table.restore(index, attempts, outcome === 'succeeded' ? outcome : null)
  }
  const ports = collectorPorts(() => site.current.objects, stackMapper)
  const collector = new JobCollector(table, store, retries, ports)
  for (const index of spool.badIndexes()) {
    const item = await spool.item(index)
    if (item.kind !== 'bad') continue
    const message = `${spool.meta.sourceName}:${item.line}:${item.bad.column}: ${item.bad.reason}`
    collector.close(index, 'neverRan', { name: 'MalformedInput', message, kind: 'input' })
  }
  for (const note of prepared.notes) collector.note(note)
  return { store, table, collector }
}
