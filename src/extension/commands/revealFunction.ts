import type { JobsModel } from '../jobs/jobsModel.ts'
import { openAt } from '../openAt.ts'
import { pickJob } from '../picks/pickJob.ts'
import { readFunctions } from '../picks/readFunctions.ts'

/** Shows the function of a job in its module. */
export async function revealFunction(jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, { placeholder: 'The job whose function to show', suits: () => true })
  if (job === null) return
  const { modulePath, exportName } = job.request
  const functions = await readFunctions(modulePath)
  const found = functions.find((each) => each.exportName === exportName)
  await openAt(modulePath, found?.line ?? 1, 1)
}
