import { createHash, randomUUID } from 'node:crypto'
import { batchItemsKey } from '#protocol/objectKeys'
import { protocolVersion } from '#protocol/version'
import type { BatchItems, RunBatchRequest } from '#protocol/invocation'
import type { Spool } from '../input/spool.ts'
import type { BatchTemplate, JobSite } from './dispatchTypes.ts'
import type { ItemTable } from './itemTable.ts'

/** Lambda takes 6 MB a payload; the rest of the request and some headroom lie between. */
export const inlineItemsBytes = 5_500_000
/** What an item costs in a payload besides its input. */
export const itemOverheadBytes = 48

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
  const batchId = randomUUID()
  const items = await itemsJson(indexes, parts.spool, parts.table)
  const inline = items.length <= inlineItemsBytes
  const stored: BatchItems = {
    kind: 'stored',
    key: batchItemsKey(template.jobId, batchId),
    sha256: inline ? '' : sha256(items),
  }
  const request: RunBatchRequest = {
    ...template,
    kind: 'runBatch',
    protocol: protocolVersion,
    batchId,
    delivery,
    bucket: parts.site.bucket,
    items: inline ? { kind: 'inline', items: [] } : stored,
  }
  const text = JSON.stringify(request)
  if (inline) return { batchId, bytes: withInlineItems(text, items) }
  await parts.site.objects.put(stored.key, items)
  return { batchId, bytes: Buffer.from(text) }
}

const emptyItems = '"items":[]'

/** Puts the items' JSON where the request has an empty array: their text is copied from the spool, never parsed. */
function withInlineItems(request: string, items: Buffer): Buffer {
  const at = request.lastIndexOf(emptyItems) + emptyItems.length - 2
  return Buffer.concat([Buffer.from(request.slice(0, at)), items, Buffer.from(request.slice(at + 2))])
}

async function itemsJson(indexes: readonly number[], spool: Spool, table: ItemTable): Promise<Buffer> {
  const parts: string[] = []
  for (const run of runsOf(indexes)) {
    for (const item of await spool.readRange(run.first, run.count)) {
      if (item.kind === 'bad') throw new Error(`item ${item.index} is malformed and must not be sent`)
      parts.push(`{"index":${item.index},"attempt":${table.starts(item.index) + 1},"input":${item.json}}`)
    }
  }
  return Buffer.from(`[${parts.join(',')}]`)
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
