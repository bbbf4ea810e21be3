import type { Cloud } from '../ports.ts'
import { functionNamePrefix, memoryOfFunction, runtimeNames } from './runtimeNames.ts'
import { readRuntimeVersion } from './runtimeVersion.ts'
import type { RuntimeVersion } from './runtimeVersion.ts'

/** What there is of a runtime in an account and Region. */
export interface RuntimeStatus {
  readonly profile: string
  readonly region: string
  readonly accountId: string
  /** Whether jobs can run: bucket and role are there and one function at least. */
  readonly isDeployed: boolean
  readonly bucket: { readonly name: string; readonly exists: boolean }
  readonly role: { readonly name: string; readonly exists: boolean }
  readonly functions: readonly RuntimeFunction[]
}

/** `version` is null where the function was not made by Wren. */
export interface RuntimeFunction {
  readonly name: string
  readonly memoryMb: number
  readonly state: string
  readonly version: RuntimeVersion | null
}

/** Looks up what there is; nothing is changed. */
export async function runtimeStatus(cloud: Cloud): Promise<RuntimeStatus> {
  const accountId = await cloud.account.accountId()
  const names = runtimeNames(accountId, cloud.region)
  const [hasBucket, roleArn, functionNames] = await Promise.all([
    cloud.account.bucketExists(names.bucket),
    cloud.account.findRole(names.role),
    cloud.functions.list(functionNamePrefix),
  ])
  const functions: RuntimeFunction[] = []
  for (const name of functionNames) {
    const memoryMb = memoryOfFunction(name)
    const deployed = memoryMb === null ? null : await cloud.functions.get(name)
    if (memoryMb === null || deployed === null) continue
    functions.push({ name, memoryMb, state: deployed.state, version: readRuntimeVersion(deployed.description) })
  }
  functions.sort((a, b) => a.memoryMb - b.memoryMb)
  return {
    profile: cloud.profile,
    region: cloud.region,
    accountId,
    isDeployed: hasBucket && roleArn !== null && functions.length > 0,
    bucket: { name: names.bucket, exists: hasBucket },
    role: { name: names.role, exists: roleArn !== null },
    functions,
  }
}
