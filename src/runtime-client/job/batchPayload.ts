import { createHash, randomUUID } from 'node:crypto'
import { batchItemsKey } from '#protocol/objectKeys'
import { protocolVersion } from '#protocol/version'
import type { BatchItems, RunBatchRequest } from '#protocol/invocation'
import type { Spool } from '../input/spool.ts'
import type { BatchTemplate, JobSite } from './dispatchTypes.ts'
import type { ItemTable } from './itemTable.ts'

/** Lambda takes 6 MB a payload; the rest of the request and some headroom lie between. */
const longestInlineBytes = 5_500_000
/** What all batches that are under way may weigh together, roughly, as far as several items make up a batch. */
const allBatchesBytes = 1_000_000
const leastBatchBytes = 128_000
/** What an item costs in a payload besides its input: `{"index":…,"attempt":…,"input":…},`. */
const itemOverheadBytes = 64

/**
 * Counts what items would weigh in one batch. The more batches are under way, the less each may weigh, or the memory
 * of the runner would follow the concurrency.
 */
export class BatchWeight {
  readonly #spool: Spool
  readonly #mostBytes: number
  #bytes = 0

  constructor(spool: Spool, concurrency: number) {
    this.#spool = spool
    this.#mostBytes = Math.max(leastBatchBytes, allBatchesBytes / concurrency)
  }

  /** Adds an item; false where the batch has become too heavy with it. */
  add(index: number): boolean {
    this.#bytes += this.#spool.byteLength(index) + itemOverheadBytes
    return this.#bytes <= this.#mostBytes
  }
}

/** A batch as it goes out. */
export interface BatchPayload {
  readonly batchId: string
  readonly bytes: Uint8Array
}

/** Builds the request for some items, putting them into the bucket where they are too large for the payload. */
export async function buildBatchPayload(
  indexes: readonly number[],
  delivery: 'streamed' | 'buffered',
  template: BatchTemplate,
  parts: { readonly spool: Spool; readonly table: ItemTable; readonly site: JobSite },
): Promise<BatchPayload> {
  const { spool, table, site } = parts
  const batchId = randomUUID()
  const request = (items: BatchItems): string => {
    const whole: RunBatchRequest = {
      ...template,
      kind: 'runBatch',
      protocol: protocolVersion,
      batchId,
      delivery,
      bucket: site.bucket,
      items,
    }
    return JSON.stringify(whole)
  }
  const itemsBytes = indexes.reduce((sum, index) => sum + spool.byteLength(index) + itemOverheadBytes, 0)
  if (itemsBytes <= longestInlineBytes) {
    // The items' JSON goes where the request has an empty array: it is copied from the spool, never parsed.
    const text = request({ kind: 'inline', items: [] })
    const at = text.lastIndexOf(emptyItems) + emptyItems.length - 1
    return { batchId, bytes: await withItems(text.slice(0, at), indexes, spool, table, text.slice(at), itemsBytes) }
  }
  const key = batchItemsKey(template.jobId, batchId)
  const items = await withItems('[', indexes, spool, table, ']', itemsBytes)
  await site.objects.put(key, items)
  return { batchId, bytes: Buffer.from(request({ kind: 'stored', key, sha256: sha256(items) })) }
}

const emptyItems = '"items":[]'

/** Writes the items, `itemsBytes` at most, between two texts, all into one buffer: batches are large and many. */
async function withItems(
  before: string,
  indexes: readonly number[],
  spool: Spool,
  table: ItemTable,
  after: string,
  itemsBytes: number,
): Promise<Buffer> {
  const json = Buffer.allocUnsafeSlow(Buffer.byteLength(before) + itemsBytes + Buffer.byteLength(after))
  let at = json.write(before)
  let glue = ''
  for (const { first, count } of runsOf(indexes)) {
    const lines = await spool.readLines(first, count)
    let from = 0
    for (let index = first; index < first + count; index++) {
      const to = from + spool.byteLength(index)
      at += json.write(`${glue}{"index":${index},"attempt":${table.starts(index) + 1},"input":`, at)
      at += lines.copy(json, at, from, to)
      at += json.write('}', at)
      from = to + 1
      glue = ','
    }
  }
  at += json.write(after, at)
  return json.subarray(0, at)
}

/** Neighbours together, to be read with one call: most batches are a range. */
function* runsOf(indexes: readonly number[]): Generator<{ readonly first: number; readonly count: number }> {
  for (let from = 0; from < indexes.length;) {
    const first = indexes[from] ?? 0
    let to = from + 1
    while (to < indexes.length && indexes[to] === first + (to - from)) to++
    yield { first, count: to - from }
    from = to
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
