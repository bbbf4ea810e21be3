import type { WrenClient } from '#runtime-client'

/** The id that a user means by a job's id, any unique beginning or end of one, or `last`. Throws a WrenError of kind `input`. */
export async function findJob(client: WrenClient, reference: string): Promise<string> {
  const { WrenError } = await import('#runtime-client')
  const match = matchJob(client.jobIds(), reference)
  switch (match.kind) {
    case 'found':
      return match.jobId
    case 'none':
      throw new WrenError('input', `There is no job ${reference === 'last' ? 'yet' : `"${reference}"`}.`, {
        nextStep: 'See `wren jobs` for those there are.',
      })
    case 'several':
      throw new WrenError('input', `"${reference}" could be any of ${match.jobIds.join(', ')}.`, {
        nextStep: 'Write more of the id.',
      })
  }
}

type JobMatch =
  | { readonly kind: 'found'; readonly jobId: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly jobIds: readonly string[] }

/** `jobIds` are newest first. The end counts too: an id begins with a date that all of a day share. */
export function matchJob(jobIds: readonly string[], reference: string): JobMatch {
  const [newest] = jobIds
  if (reference === 'last') return newest === undefined ? { kind: 'none' } : { kind: 'found', jobId: newest }
  if (jobIds.includes(reference)) return { kind: 'found', jobId: reference }
  const matching =
    reference === '' ? [] : jobIds.filter((jobId) => jobId.startsWith(reference) || jobId.endsWith(reference))
  const [only] = matching
  if (only === undefined) return { kind: 'none' }
  return matching.length === 1 ? { kind: 'found', jobId: only } : { kind: 'several', jobIds: matching.slice(0, 5) }
}
