import { commandIds, linkCommandIds } from '../commandIds.ts'
import { formatCount } from '../quantities.ts'
import type { FailureMark } from './failureMark.ts'

/** What a click does about failures on a line. */
export interface QuickFix {
  readonly title: string
  readonly command: string
  readonly arguments: readonly unknown[]
}

/** What can be done about the failures on one line; where there are several, each is told by its first item. */
export function quickFixes(marks: readonly FailureMark[]): readonly QuickFix[] {
  if (marks.length === 0) return []
  const perMark = (title: string, command: string): readonly QuickFix[] =>
    marks.map(({ jobId, index }) => {
      const which = marks.length > 1 ? ` (item ${formatCount(index)})` : ''
      return { title: `${title}${which}`, command, arguments: [jobId, index] }
    })
  const jobIds = [...new Set(marks.map(({ jobId }) => jobId))]
  return [
    ...perMark('Open the failing item', linkCommandIds.openItem),
    ...perMark('Debug with this input', linkCommandIds.debugItem),
    ...jobIds.map((jobId) => ({ title: 'Retry failed items', command: commandIds.retryJob, arguments: [jobId] })),
    { title: 'Clear failures from Problems', command: commandIds.clearDiagnostics, arguments: [] },
  ]
}
