import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { errorKinds } from '#protocol/remoteError'
import { outcomes } from '#protocol/outcome'
import { WrenError } from '../errors.ts'
import { jobStates } from './jobTypes.ts'
import { jobStoreVersion } from './jobIndex.ts'

const reasonSchema = z.object({
  kind: z.enum(errorKinds),
  message: z.string(),
  nextStep: z.optional(z.string()),
})

const jobRecordSchema = z.object({
  version: z.literal(jobStoreVersion),
  jobId: z.string(),
  /** Raised by every retry; names the control object, so that functions of a dead runner cannot mistake it for theirs. */
  run: z.number(),
  label: z.string(),
  state: z.enum(jobStates),
  reason: z.optional(reasonSchema),
  request: z.object({
    modulePath: z.string(),
    exportName: z.string(),
    inputPath: z.string(),
    inputFormat: z.optional(z.enum(['json', 'jsonl', 'csv', 'tsv', 'text'])),
    profile: z.string(),
    concurrency: z.optional(z.number()),
    itemConcurrency: z.number(),
    batchSize: z.optional(z.number()),
    retries: z.number(),
    itemTimeoutMs: z.number(),
    memoryMb: z.number(),
    sample: z.optional(z.number()),
    skipBadInput: z.boolean(),
    outputPath: z.optional(z.string()),
  }),
  envNames: z.array(z.string()),
  /** The values of the environment variables, sealed with the key in WREN_HOME. */
  sealedEnv: z.string(),
  total: z.nullable(z.number()),
  counts: z.record(z.enum(outcomes), z.number()),
  notes: z.array(z.string()),
  createdAt: z.number(),
  startedAt: z.nullable(z.number()),
  endedAt: z.nullable(z.number()),
})

/** A job's description on disk. While a runner lives it knows better; once it is gone this and the index are the truth. */
export type JobRecord = z.infer<typeof jobRecordSchema>

/** Replaces the file as a whole: a reader sees the old record or the new one. */
export function writeJobRecord(path: string, record: JobRecord): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Null where there is no such file. Throws a WrenError where it is of another version or damaged. */
export function readJobRecord(path: string): JobRecord | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  const json = parseJson(path, text)
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  if (typeof version === 'number' && version > jobStoreVersion) {
    throw new WrenError(
      'input',
      `${path} was written by a newer Wren (job store version ${version}, this one reads ${jobStoreVersion}).`,
      {
        nextStep: 'Use the newer Wren for this job. It was left as it is.',
      },
    )
  }
  const parsed = jobRecordSchema.safeParse(json)
  if (!parsed.success) throw damaged(path, z.prettifyError(parsed.error))
  return parsed.data
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(path, String(error))
  }
}

const damaged = (path: string, why: string): WrenError =>
  new WrenError('input', `${path} is damaged: ${why}`, {
    nextStep: 'Restore the file or delete the folder it lies in.',
  })
