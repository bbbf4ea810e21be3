import { WrenError } from '../errors.ts'
import type { InputFormat } from '../job/jobTypes.ts'
import { inputFormats } from './inputFormats.ts'
import { spoolVersion, type SpoolMeta } from './spoolLayout.ts'

/** Reads a spool's meta file; throws a WrenError of kind `input` where it is damaged or of a newer version. */
export function parseSpoolMeta(text: string, folder: string): SpoolMeta {
  const meta = parseObject(text)
  const version = meta.get('version')
  if (typeof version === 'number' && version > spoolVersion) {
    throw new WrenError('input', `The input kept in ${folder} was written by a newer version of Wren.`, {
      nextStep: 'Update Wren, then open this job again.',
    })
  }
  const format = meta.get('format')
  const sha256 = meta.get('sha256')
  const sourceName = meta.get('sourceName')
  const count = meta.get('count')
  const bad = meta.get('bad')
  const bytes = meta.get('bytes')
  if (
    version !== spoolVersion ||
    !isInputFormat(format) ||
    typeof sha256 !== 'string' ||
    typeof sourceName !== 'string' ||
    !isCount(count) ||
    !isCount(bad) ||
    !isCount(bytes)
  ) {
    throw new WrenError('input', `The input kept in ${folder} is damaged: its description cannot be read.`, {
      nextStep: 'Start the job anew with the same input.',
    })
  }
  return { version, count, bad, bytes, sha256, sourceName, format }
}

function parseObject(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    return new Map()
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isInputFormat(value: unknown): value is InputFormat {
  return inputFormats.some((format) => format === value)
}
