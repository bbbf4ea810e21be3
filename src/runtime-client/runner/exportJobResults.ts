import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { JobFolder } from '../job/jobFolder.ts'
import { JobReader } from '../job/jobReader.ts'
import { exportResults } from '../results/exportResults.ts'
import { readResultRecords } from '../results/readResultRecords.ts'

const flushBytes = 1_000_000

/** Writes the job's results in input order to its own folder and, where the user wants them elsewhere too, there. */
export async function exportJobResults(folder: JobFolder, outputPath: string | undefined): Promise<void> {
  writeOrderedLines(folder)
  if (outputPath !== undefined) await exportResults(() => readResultRecords(folder.results), outputPath)
}

/** The lines are public as they lie in the records, so putting them in order is copying. */
function writeOrderedLines(folder: JobFolder): void {
  const temporary = `${folder.results}.tmp`
  try {
    const file = openSync(temporary, 'w')
    try {
      using reader = new JobReader(folder)
      let text = ''
      for (const line of reader.resultLines()) {
        text += `${line}\n`
        if (text.length < flushBytes) continue
        writeAll(file, text)
        text = ''
      }
      writeAll(file, text)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, folder.results)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
}
