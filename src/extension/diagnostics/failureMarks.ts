import type { FailureGroup } from '#runtime-client'
import { placeIn } from '../errorView.ts'
import type { Job } from '../jobs/job.ts'
import { formatCount } from '../quantities.ts'
import type { FailureMark, InputPlace } from './failureMark.ts'

/** Inputs that are named beside an error in the code. */
const mostRelated = 10

/** Groups that say nothing about the code: a record that is no item, and a job that could not go on. */
const notOfTheCode: ReadonlySet<string> = new Set(['MalformedInput', 'JobFailed'])

/**
 * What the failures of a job say about lines: each error about the line that threw it (or, where no line did, such as
 * at a time-out, about the function), and each input about its own line.
 */
export function failureMarks(
  { jobId, request, snapshot }: Job,
  groups: readonly FailureGroup[],
  functionPlace: { readonly line: number; readonly column: number } | null,
): readonly FailureMark[] {
  const isTextFile = request.inputPath !== '-' && !request.inputPath.endsWith('.gz')
  return groups.flatMap((group): readonly FailureMark[] => {
    const error = titleOf(group)
    const inputs = isTextFile ? group.inputs.map((input) => ({ path: request.inputPath, ...input })) : []
    const place = placeOf(group, request.modulePath, functionPlace)
    const share = `in ${formatCount(group.count)} of ${formatCount(snapshot.total ?? group.count)} inputs`
    const ofCode: FailureMark = {
      kind: 'code',
      ...place,
      message: `${error} ${share}`,
      jobId,
      index: group.firstIndex,
      inputs: inputs.slice(0, mostRelated),
    }
    const ofInputs = inputs.map((input) => inputMark(input, error, jobId))
    return notOfTheCode.has(group.name) ? ofInputs : [ofCode, ...ofInputs]
  })
}

const inputMark = ({ path, line, index }: InputPlace, error: string, jobId: string): FailureMark => ({
  kind: 'input',
  path,
  line,
  column: 1,
  message: `${error} (item ${formatCount(index)})`,
  jobId,
  index,
  inputs: [],
})

function titleOf({ name, message }: FailureGroup): string {
  const [firstLine = ''] = message.split('\n', 1)
  return firstLine === '' ? name : `${name}: ${firstLine}`
}

function placeOf(
  { location }: FailureGroup,
  modulePath: string,
  functionPlace: { readonly line: number; readonly column: number } | null,
): { readonly path: string; readonly line: number; readonly column: number } {
  const thrown = location === null ? null : placeIn(location)
  return thrown ?? { path: modulePath, ...(functionPlace ?? { line: 1, column: 1 }) }
}
