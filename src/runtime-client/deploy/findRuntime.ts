import type { Cloud, DeployedFunction } from '../ports.ts'
import type { FoundRuntime, WantedRuntime } from './deployPlan.ts'
import { functionName, runtimeNames } from './runtimeNames.ts'

/** Looks up every part of a runtime. */
export async function findRuntime(cloud: Cloud, wanted: WantedRuntime): Promise<FoundRuntime> {
  const { bucket, role, logGroup } = runtimeNames(wanted.accountId, wanted.region)
  const [hasBucket, roleArn, hasLogGroup, functions] = await Promise.all([
    cloud.account.bucketExists(bucket),
    cloud.account.findRole(role),
    cloud.account.logGroupExists(logGroup),
    findFunctions(cloud, wanted.memoriesMb),
  ])
  return { hasBucket, roleArn, hasLogGroup, functions }
}

async function findFunctions(
  cloud: Cloud,
  memoriesMb: readonly number[],
): Promise<ReadonlyMap<string, DeployedFunction>> {
  const functions = new Map<string, DeployedFunction>()
  for (const memoryMb of memoriesMb) {
    const name = functionName(memoryMb)
    const deployed = await cloud.functions.get(name)
    if (deployed !== null) functions.set(name, deployed)
  }
  return functions
}
