import type { Job } from '../../../jobs/job.ts'
import type { JobsModel } from '../../../jobs/jobsModel.ts'
import type { ClientSource } from '../../../runtimeClient.ts'

/** A job as the list has it, or where the list is not read yet as its files tell it; null where there is none. */
export async function findJob(clients: ClientSource, jobs: JobsModel, jobId: string): Promise<Job | null> {
  const listed = jobs.job(jobId)
  if (listed !== undefined) return listed
  const client = await clients.open()
  if (!client.jobIds().includes(jobId)) return null
  const { snapshot, request } = client.readJob(jobId)
  return { jobId, snapshot, request }
}
