import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'

import { WrenError } from '../errors.ts'
import type { InputFormat } from '../job/jobTypes.ts'
import { readDelimited } from './csv.ts'
import { formatOfPath, parseInputFormat } from './inputFormats.ts'
import { type InputSource, openFile, openStream } from './inputSource.ts'
import { readJsonArray } from './jsonArray.ts'
import { readJsonLines } from './jsonLines.ts'
import { malformedInput } from './malformedInput.ts'
import type { RecordReader, RecordSink } from './recordReader.ts'
import { type ItemTarget, SampleWriter } from './sampleWriter.ts'
import { sniffFormat } from './sniffFormat.ts'
import type { SpoolMeta } from './spoolLayout.ts'
import { SpoolWriter } from './spoolWriter.ts'
import { storageFault } from './storageFault.ts'
import { openText, type TextInput } from './textChunks.ts'
import { readTextLines } from './textLines.ts'

/** What to ingest and where to keep it. */
export interface IngestRequest {
  /** `-` stands for `standardInput`. */
  readonly inputPath: string
  readonly standardInput?: Readable
  /** The name of an InputFormat. Absent: by the file's ending, or for standard input by its first bytes. */
  readonly format?: string
  /** Whether a malformed record becomes a bad item, in place of an error for the whole input. */
  readonly skipBadInput: boolean
  /** Keep only this many records, picked evenly, the same ones each time. */
  readonly sample?: number
  /** The spool's folder; made where it is missing. */
  readonly folder: string
  readonly signal?: AbortSignal
  /** Called a few times for each megabyte. */
  readonly onProgress?: (progress: IngestProgress) => void
}

/** How far an ingest has come. */
export interface IngestProgress {
  /** Bytes read from the source, before unpacking. */
  readonly bytesRead: number
  /** Null where the source's size is not known. */
  readonly totalBytes: number | null
  readonly records: number
}

/**
 * Reads, checks and normalises an input into a spool, all before anything runs. Memory does not grow with the number
 * of records. Rejects with a WrenError of kind `input` or `cancelled` and then leaves no file behind.
 */
export async function ingestInput(request: IngestRequest): Promise<SpoolMeta> {
  const { inputPath, standardInput, folder, sample } = request
  if (sample !== undefined && !(Number.isSafeInteger(sample) && sample > 0)) {
    throw new WrenError('input', `A sample of ${sample} items cannot be taken.`, {
      nextStep: 'Give a whole number from 1.',
    })
  }
  if (inputPath === '-' && standardInput === undefined) {
    throw new WrenError('input', 'There is no standard input to read.', { nextStep: 'Name a file of inputs.' })
  }
  const signal = request.signal ?? new AbortController().signal
  const source =
    inputPath === '-' && standardInput !== undefined ? openStream(standardInput) : await openFile(inputPath)
  try {
    await makeFolder(folder)
    return await ingestSource(request, source, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    throw new WrenError('cancelled', `Cancelled while ${source.name} was being read.`, { cause: error })
  } finally {
    await source[Symbol.asyncDispose]()
  }
}

async function ingestSource(request: IngestRequest, source: InputSource, signal: AbortSignal): Promise<SpoolMeta> {
  const progress = { bytesRead: 0, totalBytes: source.totalBytes, records: 0 }
  const bytes = counted(source.chunks(signal), (size) => (progress.bytesRead += size))
  const known = givenFormat(request)
  const text = await openText(bytes, source.name, known === undefined)
  const format = known ?? sniffFormat(text.head)
  const sourceName = request.inputPath === '-' ? source.name : basename(request.inputPath)
  const writer = new SpoolWriter(request.folder, { sourceName, format })
  try {
    const readInto = async (target: ItemTarget): Promise<void> => {
      const sink = checkedSink(target, source.name, request.skipBadInput, () => (progress.records += 1))
      await readAll(text, createReader(format, sink), signal, () => request.onProgress?.(progress))
      await source.checkUnchanged()
    }
    if (request.sample === undefined) await readInto(writer)
    else await sampleInto(request.sample, request.folder, writer, readInto)
    signal.throwIfAborted()
    return await writer.finish()
  } finally {
    writer[Symbol.dispose]()
  }
}

async function sampleInto(
  size: number,
  folder: string,
  writer: SpoolWriter,
  readInto: (target: ItemTarget) => Promise<void>,
): Promise<void> {
  const sample = new SampleWriter(size, folder)
  try {
    await readInto(sample)
    await sample.copyTo(writer)
  } finally {
    sample[Symbol.dispose]()
  }
}

async function readAll(text: TextInput, reader: RecordReader, signal: AbortSignal, onChunk: () => void): Promise<void> {
  for await (const chunk of text.chunks) {
    signal.throwIfAborted()
    reader.push(chunk)
    onChunk()
  }
  reader.end()
}

/** The reader of a format. */
export function createReader(format: InputFormat, sink: RecordSink): RecordReader {
  switch (format) {
    case 'json':
      return readJsonArray(sink)
    case 'jsonl':
      return readJsonLines(sink)
    case 'csv':
      return readDelimited(sink, ',')
    case 'tsv':
      return readDelimited(sink, '\t')
    case 'text':
      return readTextLines(sink)
  }
}

function givenFormat({ format, inputPath }: IngestRequest): InputFormat | undefined {
  if (format !== undefined) return parseInputFormat(format)
  return inputPath === '-' ? undefined : formatOfPath(inputPath)
}

function checkedSink(target: ItemTarget, name: string, skipBadInput: boolean, onRecord: () => void): RecordSink {
  return {
    item(json, line) {
      target.write(json, line)
      onRecord()
    },
    bad(fault) {
      if (!skipBadInput) throw malformedInput(name, fault, true)
      target.writeBad(fault.reason, fault.line, fault.column)
      onRecord()
    },
    broken(fault) {
      throw malformedInput(name, fault, false)
    },
  }
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: (size: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length)
    yield chunk
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw storageFault(error, `keep the input in ${folder}`, folder)
  }
}
