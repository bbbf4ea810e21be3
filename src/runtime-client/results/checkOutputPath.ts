import { accessSync, constants, statSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'

import { WrenError } from '../errors.ts'
import { storageFault } from '../input/storageFault.ts'

/** The formats that results can be written in. */
export type ResultFormat = 'jsonl' | 'json' | 'csv'

/** A format and whether the file is to be gzipped. */
export interface ResultFileKind {
  readonly format: ResultFormat
  readonly isGzipped: boolean
}

/**
 * Tells by its ending how a results file is written: .jsonl (or .ndjson), .json or .csv, each also .gz. Throws a
 * WrenError of kind `input` for another ending, and where no file can be made there; to be asked before anything runs.
 */
export function checkOutputPath(path: string): ResultFileKind {
  const kind = kindOfPath(path)
  const folder = dirname(path)
  try {
    accessSync(folder, constants.W_OK)
    if (!statSync(folder).isDirectory()) throw notAFolder(folder)
  } catch (error) {
    throw storageFault(error, `write results to ${path}`, folder)
  }
  const present = statSync(path, { throwIfNoEntry: false })
  if (present === undefined || present.isFile()) return kind
  throw new WrenError('input', `Cannot write results to ${path}: it is there already and is not a plain file.`, {
    nextStep: 'Name a file that Wren may write or replace.',
  })
}

/** As checkOutputPath, by the name alone. */
export function kindOfPath(path: string): ResultFileKind {
  const isGzipped = /\.gz$/i.test(path)
  const ending = extname(isGzipped ? path.slice(0, -3) : path).toLowerCase()
  switch (ending) {
    case '.jsonl':
    case '.ndjson':
      return { format: 'jsonl', isGzipped }
    case '.json':
      return { format: 'json', isGzipped }
    case '.csv':
      return { format: 'csv', isGzipped }
    default:
      throw new WrenError('input', `Cannot tell from the name ${basename(path)} in which format to write results.`, {
        nextStep: 'Name a file that ends in .jsonl, .json or .csv, optionally followed by .gz.',
      })
  }
}

function notAFolder(folder: string): Error {
  return Object.assign(new Error(`${folder} is not a folder`), { code: 'ENOTDIR' })
}
