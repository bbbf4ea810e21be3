import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { protocolVersion } from '#protocol/version'
import { ServiceFault, WrenError } from '../errors.ts'
import type { Cloud } from '../ports.ts'
import { planDeploy } from './deployPlan.ts'
import type { DeployStep, WantedRuntime } from './deployPlan.ts'
import { findRuntime } from './findRuntime.ts'
import { functionName, functionNamePrefix, memoryBounds, memoryOfFunction, runtimeNames } from './runtimeNames.ts'
import { isNewer, readRuntimeVersion } from './runtimeVersion.ts'
import { takeSteps } from './takeSteps.ts'

/** What to deploy. */
export interface DeployRequest {
  readonly memoryMb: number
  readonly zip: Uint8Array
  /** Of this Wren. */
  readonly version: string
  /** Lambda's time limit; absent: the longest there is. */
  readonly timeoutSeconds?: number
  /** Replace a runtime of a newer version too. */
  readonly allowDowngrade?: boolean
  /** Told of each step before it is taken. */
  readonly onStep?: (step: DeployStep) => void
  readonly signal?: AbortSignal
}

/** A runtime that has been brought to its version. */
export interface DeployedRuntime {
  readonly functionName: string
  readonly bucket: string
  readonly logGroup: string
  /** What was done; empty where all was there already. */
  readonly steps: readonly DeployStep[]
}

/** Lambda's own limit for one invocation. */
export const longestTimeoutSeconds = 900

const settleWithinMs = 2 * 60_000
const firstPauseMs = 250
const longestPauseMs = 5_000

/**
 * Brings the runtime of an account and Region to this version: what is missing is made, what is older is updated, in
 * every memory size that there is. Doing it again changes nothing, and two at once end well. Rejects with a WrenError
 * where a newer version is there and `allowDowngrade` is not given.
 */
export async function deployRuntime(cloud: Cloud, request: DeployRequest): Promise<DeployedRuntime> {
  const wanted = await wantedRuntime(cloud, request)
  const done: DeployStep[] = []
  await settle(request.signal, async () => {
    const found = await findRuntime(cloud, wanted)
    if (request.allowDowngrade !== true) refuseDowngrade(cloud, request.version, found.functions)
    await takeSteps(cloud, planDeploy(wanted, found), { wanted, zip: request.zip, roleArn: found.roleArn }, (step) => {
      done.push(step)
      request.onStep?.(step)
    })
  })
  const { bucket, logGroup } = runtimeNames(wanted.accountId, wanted.region)
  return { functionName: functionName(request.memoryMb), bucket, logGroup, steps: done }
}

/** What would be done now, without doing it. */
export async function planRuntime(cloud: Cloud, request: DeployRequest): Promise<readonly DeployStep[]> {
  const wanted = await wantedRuntime(cloud, request)
  return planDeploy(wanted, await findRuntime(cloud, wanted))
}

async function wantedRuntime(cloud: Cloud, request: DeployRequest): Promise<WantedRuntime> {
  checkMemory(request.memoryMb)
  const [accountId, existing] = await Promise.all([cloud.account.accountId(), cloud.functions.list(functionNamePrefix)])
  const memoriesMb = new Set([request.memoryMb])
  for (const name of existing) {
    const memoryMb = memoryOfFunction(name)
    if (memoryMb !== null) memoriesMb.add(memoryMb)
  }
  return { ...wantedOf(cloud.region, accountId, request), memoriesMb: [...memoriesMb] }
}

/** The runtime that `request` asks for, in its one memory size. */
export function wantedOf(region: string, accountId: string, request: DeployRequest): WantedRuntime {
  return {
    accountId,
    region,
    memoriesMb: [request.memoryMb],
    version: request.version,
    protocol: protocolVersion,
    codeSha256: codeSha256(request.zip),
    timeoutSeconds: request.timeoutSeconds ?? longestTimeoutSeconds,
  }
}

/** As Lambda tells it. */
export const codeSha256 = (zip: Uint8Array): string => createHash('sha256').update(zip).digest('base64')

/** Throws a WrenError where Lambda offers no such memory size. */
export function checkMemory(memoryMb: number): void {
  if (Number.isInteger(memoryMb) && memoryMb >= memoryBounds.least && memoryMb <= memoryBounds.most) return
  throw new WrenError('input', `Lambda has no functions with ${memoryMb} MB of memory`, {
    nextStep: `Choose --memory between ${memoryBounds.least} and ${memoryBounds.most}.`,
  })
}

function refuseDowngrade(cloud: Cloud, version: string, functions: ReadonlyMap<string, { description: string }>): void {
  for (const { description } of functions.values()) {
    const deployed = readRuntimeVersion(description)
    if (deployed !== null && isNewer(deployed.version, version)) {
      throw new WrenError(
        'protocol',
        `The runtime in ${cloud.region} is of Wren ${deployed.version}; this is the older Wren ${version}`,
        { nextStep: 'Update Wren, or deploy with --force to go back to this version.' },
      )
    }
  }
}

/**
 * Runs `attempt` again while AWS says that it is not ready: a role that was just made is not known everywhere for some
 * seconds, a function that someone else is changing too is locked.
 */
export async function settle(signal: AbortSignal | undefined, attempt: () => Promise<void>): Promise<void> {
  const giveUpAt = Date.now() + settleWithinMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await attempt()
      return
    } catch (error) {
      if (!isPassing(error) || Date.now() > giveUpAt) throw error
    }
    await delay(pauseMs, undefined, signal === undefined ? {} : { signal })
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof ServiceFault) || error.kind === 'cancelled') return false
  return ['unavailable', 'conflict', 'throttled', 'connectionLost'].includes(error.nature)
}
