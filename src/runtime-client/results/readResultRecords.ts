import { createReadStream } from 'node:fs'

import { parseResultRecord, type ResultRecord } from './resultRecord.ts'

const chunkBytes = 256 * 1024

/** Reads the records of a results file that Wren wrote as JSON Lines. */
export async function* readResultRecords(path: string): AsyncGenerator<ResultRecord> {
  const chunks: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8', highWaterMark: chunkBytes })
  // Not node:readline, which also breaks a line at U+2028 and U+2029, and JSON leaves those in strings as they are.
  let pending: string[] = []
  for await (const chunk of chunks) {
    const [rest = '', ...lines] = chunk.split('\n')
    pending.push(rest)
    for (const line of lines) {
      yield parseResultRecord(pending.join(''))
      pending = [line]
    }
  }
  const last = pending.join('')
  if (last !== '') yield parseResultRecord(last)
}
