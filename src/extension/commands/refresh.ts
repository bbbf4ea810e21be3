import type { JobsModel } from '../jobs/jobsModel.ts'
import type { RuntimeTree } from '../runtimeTree/runtimeTree.ts'

/** Looks at jobs and runtime again. */
export async function refresh(jobs: JobsModel, tree: RuntimeTree): Promise<void> {
  tree.refresh()
  await jobs.refresh()
}
