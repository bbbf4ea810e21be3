import type { DeployStep } from './deployPlan.ts'

/** One line for people. */
export function describeStep(step: DeployStep): string {
  switch (step.kind) {
    case 'createBucket':
      return `create bucket ${step.bucket}, closed to the public, job objects kept for 7 days`
    case 'createRole':
      return `create role ${step.role}, for Wren's part of that bucket and its log group alone`
    case 'refreshRole':
      return `set the policy of role ${step.role}`
    case 'createLogGroup':
      return `create log group ${step.logGroup}, kept for ${step.retentionDays} days`
    case 'createFunction':
      return `create function ${step.name}, ${step.settings.memoryMb} MB, ${step.settings.nodeRuntime} on ${step.settings.architecture}`
    case 'updateCode':
      return `update the code of function ${step.name}`
    case 'updateSettings':
      return `update the settings of function ${step.name}`
    case 'waitUntilActive':
      return `wait until function ${step.name} is ready`
    default:
      return step satisfies never
  }
}
