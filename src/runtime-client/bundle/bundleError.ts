import { WrenError } from '../errors.ts'
import { shownPath } from './shownPath.ts'

/** One thing that keeps a module from being bundled, and where. */
export interface BundleProblem {
  readonly message: string
  readonly place?: SourcePlace
  readonly nextStep?: string
}

/** A place in the user's source: absolute path, line from 1, column from 1, length in UTF-16 units. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** The whole line, without its line break. */
  readonly lineText: string
}

/** A WrenError of kind `bundle` that keeps its problems apart, so that an editor can mark each in its file. */
export class BundleError extends WrenError {
  readonly problems: readonly BundleProblem[]

  constructor(modulePath: string, problems: readonly BundleProblem[], cause?: unknown) {
    const shown = problems.slice(0, maxShownProblems).map(describeProblem)
    if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`)
    const nextStep = problems.find((problem) => problem.nextStep !== undefined)?.nextStep
    super('bundle', `${shownPath(modulePath)} could not be bundled\n${shown.join('\n')}`, {
      ...(nextStep === undefined ? {} : { nextStep }),
      cause,
    })
    this.problems = problems
  }
}

const maxShownProblems = 5
/** Columns of a source line that are shown; minified files have lines of megabytes. */
const shownColumns = 100

function describeProblem({ message, place }: BundleProblem): string {
  if (place === undefined) return message
  const from = Math.max(0, place.column - 1 - shownColumns / 2)
  const line = place.lineText.slice(from, from + shownColumns).replaceAll('\t', ' ')
  const indent = ' '.repeat(place.column - 1 - from)
  const marks = '^'.repeat(Math.max(1, Math.min(place.length, line.length - indent.length)))
  const gutter = `${place.line} | `
  return [
    `${shownPath(place.file)}:${place.line}:${place.column}: ${message}`,
    `  ${gutter}${line}`,
    `  ${' '.repeat(gutter.length - 2)}| ${indent}${marks}`,
  ].join('\n')
}
