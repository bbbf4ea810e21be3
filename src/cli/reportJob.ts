import type { JobSnapshot, WrenClient } from '#runtime-client'
import type { CommandContext } from './commandContext.ts'
import { exitCodeOfJob, exitCodes, type ExitCode } from './exitCodes.ts'
import { followJob } from './followJob.ts'
import { jobAnswer, jsonText, resultsFile } from './jobAnswer.ts'
import { jobSummary, shownResults } from './jobSummary.ts'
import { writeLines } from './writeLines.ts'

/** What stdout carries once the job has ended: the path of its results, one JSON object, or the results themselves. */
export type AnswerForm = 'path' | 'json' | 'results'

/** Follows a job to its end, tells the person how it went and writes the answer; the rest of `map`, `attach` and `retry`. */
export async function reportJob(
  context: CommandContext,
  client: WrenClient,
  jobId: string,
  { answer, onInterrupt }: { readonly answer: AnswerForm; readonly onInterrupt: 'cancel' | 'leave' },
): Promise<ExitCode> {
  const { terminal } = context
  const snapshot = await followJob(context, client, jobId, onInterrupt)
  if (snapshot === null) {
    terminal.tell(`The job goes on. See \`wren attach ${jobId}\` or \`wren cancel ${jobId}\`.`)
    return exitCodes.cancelled
  }
  return await tellEnd(context, client, snapshot, answer)
}

async function tellEnd(
  { terminal, workingFolder }: CommandContext,
  client: WrenClient,
  snapshot: JobSnapshot,
  answer: AnswerForm,
): Promise<ExitCode> {
  const details = client.readJob(snapshot.jobId)
  const shown = answer === 'results' ? [] : [...client.resultLines(snapshot.jobId).take(shownResults)]
  const { colors, columns } = terminal
  terminal.tell(jobSummary(details, shown, { colors, columns, workingFolder }).trimEnd())
  switch (answer) {
    case 'path':
      await terminal.answer(`${resultsFile(details)}\n`)
      break
    case 'json':
      await terminal.answer(jsonText(jobAnswer(details)))
      break
    case 'results':
      await writeLines(terminal, client.resultLines(snapshot.jobId))
      break
  }
  return exitCodeOfJob(details.snapshot)
}
