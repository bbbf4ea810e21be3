import type { DeployedFunction, FunctionSettings } from '../ports.ts'
import { functionName, logRetentionDays, runtimeNames } from './runtimeNames.ts'
import { describeRuntime } from './runtimeVersion.ts'

/** The runtime as it should be. */
export interface WantedRuntime {
  readonly accountId: string
  readonly region: string
  /** One function for each. */
  readonly memoriesMb: readonly number[]
  readonly version: string
  readonly protocol: number
  /** Base64 SHA-256 of the worker's zip. */
  readonly codeSha256: string
  readonly timeoutSeconds: number
}

/** The runtime as it is. */
export interface FoundRuntime {
  readonly hasBucket: boolean
  readonly roleArn: string | null
  readonly hasLogGroup: boolean
  /** By name; a wanted one that is absent here does not exist. */
  readonly functions: ReadonlyMap<string, DeployedFunction>
}

/** One thing to do; each does no harm where it was done already. `role` of a function is the runtime's. */
export type DeployStep =
  | { readonly kind: 'createBucket'; readonly bucket: string }
  | { readonly kind: 'createRole'; readonly role: string }
  | { readonly kind: 'refreshRole'; readonly role: string }
  | { readonly kind: 'createLogGroup'; readonly logGroup: string; readonly retentionDays: number }
  | { readonly kind: 'createFunction'; readonly name: string; readonly settings: RoleLessSettings }
  | { readonly kind: 'updateCode'; readonly name: string }
  | { readonly kind: 'updateSettings'; readonly name: string; readonly settings: RoleLessSettings }
  | { readonly kind: 'waitUntilActive'; readonly name: string }

/** The role's ARN is known only once it exists. */
export type RoleLessSettings = Omit<FunctionSettings, 'roleArn'>

/** What has to be done, in order, so that what is found becomes what is wanted; nothing where it is so already. */
export function planDeploy(wanted: WantedRuntime, found: FoundRuntime): readonly DeployStep[] {
  const names = runtimeNames(wanted.accountId, wanted.region)
  const functionSteps = wanted.memoriesMb.flatMap((memoryMb) => planFunction(wanted, found, memoryMb))
  const steps: DeployStep[] = []
  if (!found.hasBucket) steps.push({ kind: 'createBucket', bucket: names.bucket })
  if (found.roleArn === null) steps.push({ kind: 'createRole', role: names.role })
  // Its policy may be that of an older version, or be missing where a deployment was cut short.
  else if (functionSteps.length > 0) steps.push({ kind: 'refreshRole', role: names.role })
  if (!found.hasLogGroup) {
    steps.push({ kind: 'createLogGroup', logGroup: names.logGroup, retentionDays: logRetentionDays })
  }
  return [...steps, ...functionSteps]
}

/** The steps for one function alone. */
export function planFunction(wanted: WantedRuntime, found: FoundRuntime, memoryMb: number): readonly DeployStep[] {
  const name = functionName(memoryMb)
  const deployed = found.functions.get(name)
  const settings = functionSettings(wanted, memoryMb, deployed?.environment ?? {})
  if (deployed === undefined) {
    return [
      { kind: 'createFunction', name, settings },
      { kind: 'waitUntilActive', name },
    ]
  }
  const steps: DeployStep[] = []
  if (deployed.state === 'Pending') steps.push({ kind: 'waitUntilActive', name })
  // The description, which tells the version, comes last: it must never promise code that is not there yet.
  if (deployed.codeSha256 !== wanted.codeSha256) {
    steps.push({ kind: 'updateCode', name }, { kind: 'waitUntilActive', name })
  }
  if (!areSettingsEqual(settings, deployed)) {
    steps.push({ kind: 'updateSettings', name, settings }, { kind: 'waitUntilActive', name })
  }
  return steps
}

/** Environment variables are the user's: those that are there stay. */
function functionSettings(
  wanted: WantedRuntime,
  memoryMb: number,
  environment: Readonly<Record<string, string>>,
): RoleLessSettings {
  return {
    memoryMb,
    timeoutSeconds: wanted.timeoutSeconds,
    // The worker is plain JavaScript, and a GB-second costs a fifth less here than on x86_64.
    architecture: 'arm64',
    nodeRuntime: 'nodejs24.x',
    handler: 'index.handler',
    description: describeRuntime(wanted),
    logGroup: runtimeNames(wanted.accountId, wanted.region).logGroup,
    environment,
  }
}

/** Compares what Wren sets and can change. */
function areSettingsEqual(wanted: RoleLessSettings, deployed: RoleLessSettings): boolean {
  return (
    wanted.memoryMb === deployed.memoryMb &&
    wanted.timeoutSeconds === deployed.timeoutSeconds &&
    wanted.nodeRuntime === deployed.nodeRuntime &&
    wanted.handler === deployed.handler &&
    wanted.description === deployed.description &&
    wanted.logGroup === deployed.logGroup
  )
}
