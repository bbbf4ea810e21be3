import { describe, expect, it } from 'vitest'
import type { DeployedFunction } from '../ports.ts'
import { planDeploy } from './deployPlan.ts'
import type { FoundRuntime, WantedRuntime } from './deployPlan.ts'

const wanted: WantedRuntime = {
  accountId: '123456789012',
  region: 'eu-central-1',
  memoriesMb: [1024],
  version: '0.2.0',
  protocol: 1,
  codeSha256: 'new',
  timeoutSeconds: 900,
}

const upToDate: DeployedFunction = {
  roleArn: 'arn:aws:iam::123456789012:role/wren-runtime-eu-central-1',
  memoryMb: 1024,
  timeoutSeconds: 900,
  architecture: 'arm64',
  nodeRuntime: 'nodejs24.x',
  handler: 'index.handler',
  description: 'Wren runtime 0.2.0, protocol 1',
  logGroup: '/wren/runtime',
  environment: {},
  codeSha256: 'new',
  state: 'Active',
}

const whole: FoundRuntime = {
  hasBucket: true,
  roleArn: upToDate.roleArn,
  hasLogGroup: true,
  functions: new Map([['wren-runtime-1024', upToDate]]),
}

const withFunction = (change: Partial<DeployedFunction>): FoundRuntime => ({
  ...whole,
  functions: new Map([['wren-runtime-1024', { ...upToDate, ...change }]]),
})

describe('planDeploy', () => {
  const name = 'wren-runtime-1024'
  const role = 'wren-runtime-eu-central-1'
  it.each<readonly [string, FoundRuntime, readonly (readonly [string, string])[]]>([
    ['nothing where all is there', whole, []],
    [
      'everything in the order in which it needs each other',
      { hasBucket: false, roleArn: null, hasLogGroup: false, functions: new Map() },
      [
        ['createBucket', 'wren-123456789012-eu-central-1'],
        ['createRole', role],
        ['createLogGroup', '/wren/runtime'],
        ['createFunction', name],
        ['waitUntilActive', name],
      ],
    ],
    [
      'a bucket that someone deleted',
      { ...whole, hasBucket: false },
      [['createBucket', 'wren-123456789012-eu-central-1']],
    ],
    [
      'the policy again where a deployment stopped between role and function',
      { ...whole, functions: new Map() },
      [
        ['refreshRole', role],
        ['createFunction', name],
        ['waitUntilActive', name],
      ],
    ],
    [
      'code before the description that promises it',
      withFunction({ codeSha256: 'old', description: 'Wren runtime 0.1.0, protocol 1' }),
      [
        ['refreshRole', role],
        ['updateCode', name],
        ['waitUntilActive', name],
        ['updateSettings', name],
        ['waitUntilActive', name],
      ],
    ],
    [
      'settings alone',
      withFunction({ timeoutSeconds: 60 }),
      [
        ['refreshRole', role],
        ['updateSettings', name],
        ['waitUntilActive', name],
      ],
    ],
    [
      'to wait for a change that is in progress',
      withFunction({ state: 'Pending' }),
      [
        ['refreshRole', role],
        ['waitUntilActive', name],
      ],
    ],
    ["nothing for what is the user's own", withFunction({ environment: { MINE: '1' }, roleArn: 'arn:another' }), []],
  ])('plans %s', (_what, found, expected) => {
    expect(planDeploy(wanted, found).map((step) => [step.kind, subjectOf(step)])).toEqual(expected)
  })

  it('keeps the environment variables that the user added', () => {
    const steps = planDeploy(wanted, withFunction({ timeoutSeconds: 60, environment: { MINE: '1' } }))
    expect(steps).toContainEqual(
      expect.objectContaining({
        kind: 'updateSettings',
        settings: expect.objectContaining({ environment: { MINE: '1' } }),
      }),
    )
  })

  it('covers each memory size', () => {
    const steps = planDeploy({ ...wanted, memoriesMb: [512, 1024] }, whole)
    expect(steps.map((step) => [step.kind, subjectOf(step)])).toEqual([
      ['refreshRole', role],
      ['createFunction', 'wren-runtime-512'],
      ['waitUntilActive', 'wren-runtime-512'],
    ])
  })
})

function subjectOf(step: ReturnType<typeof planDeploy>[number]): string {
  if ('name' in step) return step.name
  if ('bucket' in step) return step.bucket
  return 'role' in step ? step.role : step.logGroup
}
