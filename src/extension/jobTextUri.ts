/** The scheme of read-only documents about a whole job. */
export const jobTextScheme = 'wren-job'

/** What such a document holds. */
export type JobTextKind = 'logs' | 'results'

const endings = { logs: '.log', results: '.jsonl' } as const

/** The path of a job's document: the job's id, and a name that tells people what it is. */
export const jobTextPath = (jobId: string, kind: JobTextKind, name: string): string =>
  `/${jobId}/${name.replaceAll(/[\\/#?%]/g, '_')}${endings[kind]}`

/** The job and kind that a path stands for; null where it is none of these. */
export function parseJobText(path: string): { readonly jobId: string; readonly kind: JobTextKind } | null {
  const [, jobId, ending] = /^\/([^/]+)\/[^/]+(\.log|\.jsonl)$/.exec(path) ?? []
  return jobId === undefined ? null : { jobId, kind: ending === endings.logs ? 'logs' : 'results' }
}
