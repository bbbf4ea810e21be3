import type { InputFormat } from '../job/jobTypes.ts'
import { createReader } from './ingest.ts'
import { formatOfPath } from './inputFormats.ts'
import { openFile } from './inputSource.ts'
import { malformedInput } from './malformedInput.ts'
import type { RecordSink } from './recordReader.ts'
import { openText } from './textChunks.ts'

/** What a first look at an input tells. */
export interface InputPreview {
  readonly format: InputFormat
  /** Items seen. */
  readonly items: number
  /** Whether that is all of them; a large file is only read in part. */
  readonly isWhole: boolean
  /** The first item, as JSON on one line, cut after some hundred characters; null where there is none. */
  readonly firstItem: string | null
  /** What is wrong with the first malformed record. */
  readonly fault: string | null
}

const readBytes = 4 * 1024 * 1024
const shownCharacters = 300

/**
 * Looks at the first 4 MB of an input, also of a gzipped one. Rejects with a WrenError where it cannot be read at all,
 * and with the signal's reason.
 */
export async function previewInput(path: string, signal: AbortSignal): Promise<InputPreview> {
  await using source = await openFile(path)
  const format = formatOfPath(path)
  const text = await openText(source.chunks(signal), source.name, false)
  let items = 0
  let firstItem: string | null = null
  let fault: string | null = null
  let bytes = 0
  const sink: RecordSink = {
    item(json) {
      items += 1
      firstItem ??= (typeof json === 'string' ? json : Buffer.from(json).toString('utf8')).slice(0, shownCharacters)
    },
    bad: (found) => {
      fault ??= malformedInput(path, found, true).message
    },
    broken: (found) => {
      throw malformedInput(path, found, false)
    },
  }
  const reader = createReader(format, sink)
  const look = (isWhole: boolean): InputPreview => ({ format, items, isWhole, firstItem, fault })
  for await (const chunk of text.chunks) {
    signal.throwIfAborted()
    reader.push(chunk)
    bytes += chunk.length
    if (bytes >= readBytes) return look(false)
  }
  reader.end()
  return look(true)
}
