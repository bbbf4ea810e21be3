import type { Outcome } from '#protocol/outcome'
import type { JobDetails, JobSnapshot } from '#runtime-client'

/** What `--json` says of a job. Times are ISO strings, `results` the path of the file that has or will have them. */
export interface JobAnswer {
  readonly job: string
  readonly state: JobSnapshot['state']
  readonly items: { readonly total: number | null } & Readonly<Record<Outcome, number>>
  readonly results: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** Why it failed, where it did. */
  readonly reason?: JobSnapshot['reason']
}

/** The answer of `map`, `attach` and `retry` with `--json`. */
export function jobAnswer(details: JobDetails): JobAnswer {
  const { snapshot } = details
  const { jobId, state, total, counts, startedAt, endedAt, reason } = snapshot
  return {
    job: jobId,
    state,
    items: { total, ...counts },
    results: resultsFile(details),
    startedAt: isoTime(startedAt),
    endedAt: isoTime(endedAt),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** The file with a job's results. A job that failed may not have been able to write the one that was asked for. */
export const resultsFile = ({ snapshot, request, resultsPath }: JobDetails): string =>
  snapshot.state === 'failed' ? resultsPath : (request.outputPath ?? resultsPath)

/** Milliseconds since the epoch as an ISO string. */
export const isoTime = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** One JSON value as people and `jq` read it. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
