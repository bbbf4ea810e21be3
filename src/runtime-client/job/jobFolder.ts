import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** Where a job's files lie. One folder a job; nothing is shared between jobs but the listing of their folders. */
export interface JobFolder {
  readonly jobId: string
  readonly folder: string
  /** The job's description and, once it has ended, its last snapshot. */
  readonly record: string
  /** Held by the runner as long as it lives. */
  readonly lock: string
  /** Where the living runner listens. */
  readonly runnerAddress: string
  readonly spool: string
  /** One result line per recorded item, in the order of recording. */
  readonly records: string
  readonly logs: string
  readonly index: string
  readonly bundle: string
  readonly sourceMap: string
  /** All results in input order; written when the job ends. */
  readonly results: string
  /** What the runner wrote to its standard error. */
  readonly runnerLog: string
}

export const jobsFolder = (home: string): string => join(home, 'jobs')

export function jobFolder(home: string, jobId: string): JobFolder {
  const folder = join(jobsFolder(home), jobId)
  return {
    jobId,
    folder,
    record: join(folder, 'job.json'),
    lock: join(folder, 'runner.lock'),
    runnerAddress: join(folder, 'runner.json'),
    spool: join(folder, 'spool'),
    records: join(folder, 'records.jsonl'),
    logs: join(folder, 'logs.jsonl'),
    index: join(folder, 'index.sqlite'),
    bundle: join(folder, 'bundle.mjs'),
    sourceMap: join(folder, 'bundle.mjs.map'),
    results: join(folder, 'results.jsonl'),
    runnerLog: join(folder, 'runner.log'),
  }
}

/** A job id: sorts by time of creation (to the second, UTC) and is short enough to type, such as `261123-041725-x3k`. */
export function newJobId(now: Date): string {
  const digits = now.toISOString().replaceAll(/\D/g, '')
  const tail = [...randomBytes(3)].map((byte) => idAlphabet[byte % idAlphabet.length]).join('')
  return `${digits.slice(2, 8)}-${digits.slice(8, 14)}-${tail}`
}

/** Without letters that are mistaken for digits. */
const idAlphabet = 'abcdefghjkmnpqrstvwxyz23456789'
