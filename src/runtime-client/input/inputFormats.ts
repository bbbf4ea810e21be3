import { closest } from 'fastest-levenshtein'
import { extname } from 'node:path'

import { WrenError } from '../errors.ts'
import type { InputFormat } from '../job/jobTypes.ts'

/** Every format an input can have, by the name a user gives it. */
export const inputFormats = ['json', 'jsonl', 'csv', 'tsv', 'text'] as const satisfies readonly InputFormat[]

/** Reads the name of a format as a user gives it; throws a WrenError of kind `input` for an unknown one. */
export function parseInputFormat(name: string): InputFormat {
  const format = inputFormats.find((known) => known === name) ?? formatOfEnding(`.${name}`)
  if (format !== undefined) return format
  throw new WrenError('input', `There is no input format "${name}".`, {
    nextStep: `Give one of ${inputFormats.join(', ')}; did you mean ${closest(name, inputFormats)}?`,
  })
}

/** The format that a file's name stands for, with or without a final `.gz`; text where the ending says nothing. */
export function formatOfPath(path: string): InputFormat {
  return formatOfEnding(extname(path.replace(/\.gz$/i, ''))) ?? 'text'
}

function formatOfEnding(ending: string): InputFormat | undefined {
  switch (ending.toLowerCase()) {
    case '.json':
      return 'json'
    case '.jsonl':
    case '.ndjson':
      return 'jsonl'
    case '.csv':
      return 'csv'
    case '.tsv':
    case '.tab':
      return 'tsv'
    case '.txt':
      return 'text'
    default:
      return undefined
  }
}
