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
  /** Held by whoever starts a runner until that runs or has refused. */
  readonly starterLock: string
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
  /** Bytes that a full disk gives back for the job's last words. */
  readonly reserve: string
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
    starterLock: join(folder, 'starter.lock'),
    runnerAddress: join(folder, 'runner.json'),
    spool: join(folder, 'spool'),
    records: join(folder, 'records.jsonl'),
    logs: join(folder, 'logs.jsonl'),
    index: join(folder, 'index.sqlite'),
    bundle: join(folder, 'bundle.mjs'),
    sourceMap: join(folder, 'bundle.mjs.map'),
    results: join(folder, 'results.jsonl'),
    reserve: join(folder, 'reserve'),
    runnerLog: join(folder, 'runner.log'),
  }
}

/** A job id: sorts by time of creation (UTC) and is short enough to type, such as `261123-041725-x3k7`. */
export function newJobId(now: Date): string {
  const digits = now.toISOString().replaceAll(/\D/g, '')
  const partOfSecond = Math.floor((now.getUTCMilliseconds() / 1_000) * idAlphabet.length ** 2)
  const tail = [Math.floor(partOfSecond / idAlphabet.length), partOfSecond, ...randomBytes(2)]
  return `${digits.slice(2, 8)}-${digits.slice(8, 14)}-${tail.map(idCharacter).join('')}`
}

/** Whether a text could be a job's id; an id is the name of a folder, and nothing else may be taken for one. */
export const isJobId = (text: string): boolean => /^\d{6}-\d{6}-[\da-z]{2,8}$/.test(text)

const idCharacter = (value: number): string => idAlphabet.charAt(value % idAlphabet.length)

/** In the order in which they sort, and without letters that are mistaken for digits. */
const idAlphabet = '23456789abcdefghjkmnpqrstvwxyz'
