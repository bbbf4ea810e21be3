import { WrenError } from '../errors.ts'
import { Spool } from '../input/spool.ts'
import type { SpooledItem } from '../input/spoolLayout.ts'
import { parseResultRecord, type ResultRecord } from '../results/resultRecord.ts'
import type { JobFolder } from './jobFolder.ts'
import { type InvocationSummary, JobReader, type LogLine } from './jobReader.ts'

/** All that is known of one item. */
export interface ItemDetails {
  readonly index: number
  /** Null where the job's input cannot be read, or not yet. */
  readonly input: SpooledItem | null
  /** Null until the item has an outcome. Stacks are those of the user's source. */
  readonly record: ResultRecord | null
  /** When it was recorded, in milliseconds since the epoch. */
  readonly endedAt: number | null
  /** The invocation that recorded it. */
  readonly invocation: InvocationSummary | null
  /** What its attempts wrote, in the order in which it came. */
  readonly log: readonly LogLine[]
}

/** Reads an item, also while its job runs. Rejects with a WrenError where the job has no such item. */
export async function readItemDetails(folder: JobFolder, index: number): Promise<ItemDetails> {
  const input = await readInput(folder, index)
  using reader = new JobReader(folder)
  const item = reader.item(index)
  const line = reader.resultLine(index)
  return {
    index,
    input,
    record: line === null ? null : parseResultRecord(line),
    endedAt: item?.endedAt ?? null,
    invocation: item?.invocation === undefined || item.invocation === null ? null : reader.invocation(item.invocation),
    log: [...reader.logLines(index)],
  }
}

async function readInput(folder: JobFolder, index: number): Promise<SpooledItem | null> {
  let spool: Spool
  try {
    spool = await Spool.open(folder.spool)
  } catch {
    return null
  }
  await using opened = spool
  if (index < opened.count) return await opened.item(index)
  const range = opened.count === 0 ? 'It has none.' : `They are 0 to ${opened.count - 1}.`
  throw new WrenError('input', `Job ${folder.jobId} has no item ${index}. ${range}`)
}
