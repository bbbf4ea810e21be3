import type { Cloud } from '../ports.ts'
import type { DeployStep, WantedRuntime } from './deployPlan.ts'
import { rolePolicy, trustPolicy } from './runtimeNames.ts'

/** What the steps of a plan need besides the plan. */
export interface StepMaterial {
  readonly wanted: WantedRuntime
  readonly zip: Uint8Array
  /** Null where the plan makes the role. */
  readonly roleArn: string | null
}

/** Takes the steps in their order; `onStep` is told of each one first. */
export async function takeSteps(
  cloud: Cloud,
  steps: readonly DeployStep[],
  material: StepMaterial,
  onStep: (step: DeployStep) => void,
): Promise<void> {
  let { roleArn } = material
  for (const step of steps) {
    onStep(step)
    roleArn = await takeStep(cloud, step, material, roleArn ?? '')
  }
}

/** Resolves to the role's ARN as it is known afterwards. */
async function takeStep(cloud: Cloud, step: DeployStep, material: StepMaterial, roleArn: string): Promise<string> {
  const { accountId, region } = material.wanted
  switch (step.kind) {
    case 'createBucket':
      await cloud.account.createBucket(step.bucket)
      return roleArn
    case 'createRole':
    case 'refreshRole':
      return cloud.account.createRole(step.role, trustPolicy, rolePolicy(accountId, region))
    case 'createLogGroup':
      await cloud.account.createLogGroup(step.logGroup, step.retentionDays)
      return roleArn
    case 'createFunction':
      await cloud.functions.create(step.name, { ...step.settings, roleArn }, material.zip)
      return roleArn
    case 'updateCode':
      await cloud.functions.updateCode(step.name, material.zip)
      return roleArn
    case 'updateSettings':
      await cloud.functions.updateSettings(step.name, { ...step.settings, roleArn })
      return roleArn
    case 'waitUntilActive':
      await cloud.functions.waitUntilActive(step.name)
      return roleArn
    default:
      return step satisfies never
  }
}
