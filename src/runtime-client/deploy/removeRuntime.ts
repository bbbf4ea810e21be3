import { ServiceFault, WrenError } from '../errors.ts'
import type { Cloud } from '../ports.ts'
import { functionNamePrefix, memoryOfFunction, runtimeNames } from './runtimeNames.ts'

/** One thing that removing a runtime deletes. */
export interface RemovalStep {
  readonly kind: 'function' | 'role' | 'logGroup' | 'bucket'
  readonly name: string
}

/** All of Wren's that is in the account and Region, in the order in which it can be deleted; nothing is deleted yet. */
export async function planRemoval(cloud: Cloud): Promise<readonly RemovalStep[]> {
  const names = runtimeNames(await cloud.account.accountId(), cloud.region)
  const [functions, roleArn, hasLogGroup, hasBucket] = await Promise.all([
    cloud.functions.list(functionNamePrefix),
    cloud.account.findRole(names.role),
    cloud.account.logGroupExists(names.logGroup),
    cloud.account.bucketExists(names.bucket),
  ])
  const ours = functions.filter((name) => memoryOfFunction(name) !== null)
  return [
    ...ours.map((name): RemovalStep => ({ kind: 'function', name })),
    ...(roleArn === null ? [] : [{ kind: 'role', name: names.role } as const]),
    ...(hasLogGroup ? [{ kind: 'logGroup', name: names.logGroup } as const] : []),
    ...(hasBucket ? [{ kind: 'bucket', name: names.bucket } as const] : []),
  ]
}

/**
 * Deletes what the plan names; what is gone meanwhile is no matter. `onStep` is told of each step first. Rejects with a
 * WrenError where the bucket holds objects that are not Wren's: those are left alone.
 */
export async function removeRuntime(
  cloud: Cloud,
  steps: readonly RemovalStep[],
  onStep: (step: RemovalStep) => void,
): Promise<void> {
  for (const step of steps) {
    onStep(step)
    try {
      await remove(cloud, step)
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error
      if (error.nature === 'missing') continue
      throw step.kind === 'bucket' && error.nature === 'conflict' ? notOnlyOurs(step.name, error) : error
    }
  }
}

/** One line for people. */
export function describeRemoval({ kind, name }: RemovalStep): string {
  const things = { function: 'function', role: 'role', logGroup: 'log group', bucket: 'all objects of Wren and bucket' }
  return `delete ${things[kind]} ${name}`
}

function remove(cloud: Cloud, { kind, name }: RemovalStep): Promise<void> {
  switch (kind) {
    case 'function':
      return cloud.functions.delete(name)
    case 'role':
      return cloud.account.deleteRole(name)
    case 'logGroup':
      return cloud.account.deleteLogGroup(name)
    case 'bucket':
      return cloud.account.deleteBucket(name)
    default:
      return kind satisfies never
  }
}

function notOnlyOurs(bucket: string, cause: ServiceFault): WrenError {
  return new WrenError('input', `The bucket ${bucket} holds objects that are not Wren's; it is left with those alone`, {
    nextStep: 'Move or delete them, then run `wren remove` again.',
    cause,
  })
}
