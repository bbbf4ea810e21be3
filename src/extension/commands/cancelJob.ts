import { isLiving } from '../jobs/job.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import { pickJob } from '../picks/pickJob.ts'
import type { ClientSource } from '../runtimeClient.ts'

/** Cancels a job: what is finished is kept. */
export async function cancelJob(clients: ClientSource, jobs: JobsModel, argument: unknown): Promise<void> {
  const job = await pickJob(jobs, argument, {
    placeholder: 'The job to cancel',
    suits: ({ snapshot }) => isLiving(snapshot.state),
  })
  if (job !== null) await (await clients.open()).cancelJob(job.jobId)
}
