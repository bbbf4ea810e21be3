import type { TreeReading } from '../jobsTree/treeNode.ts'
import type { ClientSource } from '../runtimeClient.ts'

/** Reads from a job's index and closes it again: an index that is held open could not be removed everywhere. */
export const readPagesFrom =
  (clients: ClientSource): TreeReading['readPages'] =>
  async (jobId, read) => {
    using reader = (await clients.open()).openJob(jobId)
    return read(reader)
  }
