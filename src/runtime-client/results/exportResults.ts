import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

import { storageFault } from '../input/storageFault.ts'
import { checkOutputPath, type ResultFormat } from './checkOutputPath.ts'
import { csvHeader, csvRecord, findCsvColumns } from './resultCsv.ts'
import type { ResultSource } from './resultRecord.ts'

const blockCharacters = 256 * 1024

/**
 * Writes a job's results to a file whose ending names the format. The file appears under its name only when it is
 * whole; where that fails an older file of the name stays as it was and a WrenError of kind `input` tells why.
 */
export async function exportResults(records: ResultSource, outputPath: string): Promise<void> {
  const { format, isGzipped } = checkOutputPath(outputPath)
  const target = targetOf(outputPath)
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    // The stream closes the file, also when it fails.
    const sink = file.createWriteStream({ flush: true })
    const text = blocks(linesOf(records, format))
    await (isGzipped ? pipeline(text, createGzip(), sink) : pipeline(text, sink))
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw storageFault(error, `write results to ${outputPath}`, dirname(target))
  }
}

/** A link stays a link: what it points to is replaced. */
function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

async function* linesOf(records: ResultSource, format: ResultFormat): AsyncGenerator<string> {
  switch (format) {
    case 'jsonl':
      for await (const record of records()) yield `${JSON.stringify(record)}\n`
      return
    case 'json':
      yield* jsonArray(records)
      return
    case 'csv': {
      const columns = await findCsvColumns(records)
      yield csvHeader(columns)
      for await (const record of records()) yield csvRecord(record, columns)
    }
  }
}

async function* jsonArray(records: ResultSource): AsyncGenerator<string> {
  let before = '[\n'
  for await (const record of records()) {
    yield `${before}${JSON.stringify(record)}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** A write for each line would cost more than the line. */
async function* blocks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let block = ''
  for await (const line of lines) {
    block += line
    if (block.length < blockCharacters) continue
    yield block
    block = ''
  }
  yield block
}
