import { WrenError } from '../errors.ts'
import { gunzipChunks } from './gunzipChunks.ts'

/** How much is looked at in order to tell what an input without a name is. */
const headBytes = 1024 * 1024
const binaryLookBytes = 4096

/** An input as text in UTF-8, unpacked and without a byte order mark. */
export interface TextInput {
  /** Its first bytes: all of it, or up to about 1 MB where `fullHead` was asked for, else whatever came first. */
  readonly head: Buffer
  /** All of it, the head included, once. A chunk is only good until the next one is asked for. */
  readonly chunks: AsyncIterable<Buffer>
}

/**
 * Unpacks an input that is gzipped, by its first bytes and not by its name, and refuses what is no text at all with a
 * WrenError of kind `input`.
 */
export async function openText(bytes: AsyncIterable<Buffer>, name: string, fullHead: boolean): Promise<TextInput> {
  const raw = await peek(bytes, 2)
  const isGzip = raw.head[0] === 0x1f && raw.head[1] === 0x8b
  if (!isGzip && raw.head.length === 0 && /\.gz$/i.test(name)) throw emptyGzip(name)
  const plain = await peek(isGzip ? gunzipChunks(raw.chunks, name) : raw.chunks, fullHead ? headBytes : 4)
  refuseBinary(plain.head, name)
  const markBytes = plain.head.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark.length : 0
  return { head: plain.head.subarray(markBytes), chunks: skip(plain.chunks, markBytes) }
}

const byteOrderMark = Buffer.from('\ufeff')

async function peek(chunks: AsyncIterable<Buffer>, atLeast: number): Promise<TextInput> {
  const iterator = chunks[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let size = 0
  let ended = false
  while (size < atLeast && !ended) {
    const next = await iterator.next()
    if (next.done === true) ended = true
    else parts.push(Buffer.from(next.value))
    size += next.done === true ? 0 : next.value.length
  }
  const head = Buffer.concat(parts)
  return { head, chunks: resume(head, iterator) }
}

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function* skip(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count
  for await (const chunk of chunks) {
    yield chunk.subarray(left)
    left = 0
  }
}

function refuseBinary(head: Buffer, name: string): void {
  const found = binaryKinds.find(({ magic }) => head.subarray(0, magic.length).equals(magic))
  if (found !== undefined) {
    throw new WrenError('input', `${name} is ${found.kind}, not text in UTF-8.`, { nextStep: found.nextStep })
  }
  if (!head.subarray(0, binaryLookBytes).includes(0)) return
  throw new WrenError('input', `${name} is binary data, not text: it holds NUL bytes.`, {
    nextStep: 'Give a file of JSON, JSON Lines, CSV, TSV or text lines in UTF-8.',
  })
}

const binaryKinds = [
  { magic: Buffer.from([0xff, 0xfe]), kind: 'UTF-16', nextStep: 'Save the file as UTF-8.' },
  { magic: Buffer.from([0xfe, 0xff]), kind: 'UTF-16', nextStep: 'Save the file as UTF-8.' },
  {
    magic: Buffer.from('PK\u0003\u0004'),
    kind: 'a zip archive or an Office workbook',
    nextStep: 'Export the sheet as CSV in UTF-8, or unpack the archive.',
  },
  { magic: Buffer.from('PAR1'), kind: 'a Parquet file', nextStep: 'Export it as JSON Lines or CSV.' },
  {
    magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    kind: 'packed with zstd',
    nextStep: 'Unpack it, or pack it with gzip.',
  },
  { magic: Buffer.from('BZh'), kind: 'packed with bzip2', nextStep: 'Unpack it, or pack it with gzip.' },
  {
    magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]),
    kind: 'packed with xz',
    nextStep: 'Unpack it, or pack it with gzip.',
  },
]

function emptyGzip(name: string): WrenError {
  return new WrenError('input', `Cannot unpack ${name}: it is empty, which gzip data never is.`, {
    nextStep: 'Fetch or pack the file again.',
  })
}
