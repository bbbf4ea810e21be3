import { protocolVersion } from '#protocol/version'
import { WrenError } from '../errors.ts'
import type { Cloud, DeployedFunction } from '../ports.ts'
import { planFunction } from './deployPlan.ts'
import { checkMemory, codeSha256, deployRuntime, longestTimeoutSeconds, settle, wantedOf } from './deployRuntime.ts'
import type { DeployRequest } from './deployRuntime.ts'
import { accountOfRole, functionName, runtimeBucket, runtimeLogGroup, runtimeNames } from './runtimeNames.ts'
import { readRuntimeVersion } from './runtimeVersion.ts'
import { takeSteps } from './takeSteps.ts'

/** The runtime that a job is to use. */
export interface ReadyRuntime {
  readonly functionName: string
  readonly bucket: string
  readonly logGroup: string
  /** Whether something had to be made or updated. */
  readonly changed: boolean
}

/**
 * Makes sure that a job finds a runtime that it can talk to: one call where all is there. Locally whatever is missing
 * or differs is deployed in silence. On AWS nothing is done unasked but to add another memory size to a runtime that
 * is there; else it rejects with a WrenError that tells to deploy.
 */
export async function ensureRuntime(cloud: Cloud, request: DeployRequest): Promise<ReadyRuntime> {
  checkMemory(request.memoryMb)
  const name = functionName(request.memoryMb)
  const deployed = await cloud.functions.get(name)
  if (cloud.isLocal) {
    if (deployed === null || !isUpToDate(deployed, request)) return deployLocally(cloud, request)
    return ready(cloud, request, deployed, false)
  }
  if (deployed === null) return addMemorySize(cloud, request)
  checkProtocol(cloud, deployed)
  if (deployed.state === 'Pending') await cloud.functions.waitUntilActive(name, request.signal)
  return ready(cloud, request, deployed, false)
}

function isUpToDate(deployed: DeployedFunction, request: DeployRequest): boolean {
  const timeoutSeconds = request.timeoutSeconds ?? longestTimeoutSeconds
  return (
    deployed.state === 'Active' &&
    deployed.codeSha256 === codeSha256(request.zip) &&
    deployed.timeoutSeconds === timeoutSeconds &&
    readRuntimeVersion(deployed.description)?.version === request.version
  )
}

async function deployLocally(cloud: Cloud, request: DeployRequest): Promise<ReadyRuntime> {
  const { functionName: name, bucket, logGroup } = await deployRuntime(cloud, { ...request, allowDowngrade: true })
  return { functionName: name, bucket, logGroup, changed: true }
}

async function ready(
  cloud: Cloud,
  request: DeployRequest,
  deployed: DeployedFunction,
  changed: boolean,
): Promise<ReadyRuntime> {
  const accountId = accountOfRole(deployed.roleArn) ?? (await cloud.account.accountId())
  const bucket = runtimeBucket(accountId, cloud.region)
  return { functionName: functionName(request.memoryMb), bucket, logGroup: runtimeLogGroup, changed }
}

/** A worker of another version of Wren will do as long as both speak the same protocol. */
function checkProtocol(cloud: Cloud, deployed: DeployedFunction): void {
  const found = readRuntimeVersion(deployed.description)
  if (found?.protocol === protocolVersion) return
  const what =
    found === null ? 'not one that this Wren made' : `of Wren ${found.version} and speaks protocol ${found.protocol}`
  const isNewerThanThis = found !== null && found.protocol > protocolVersion
  throw new WrenError('protocol', `The runtime in ${cloud.region} is ${what}; this Wren speaks ${protocolVersion}`, {
    nextStep: isNewerThanThis ? 'Update Wren.' : `Run \`wren deploy --profile ${cloud.profile}\`.`,
  })
}

async function addMemorySize(cloud: Cloud, request: DeployRequest): Promise<ReadyRuntime> {
  const accountId = await cloud.account.accountId()
  const { role, bucket, logGroup } = runtimeNames(accountId, cloud.region)
  const [roleArn, hasBucket] = await Promise.all([cloud.account.findRole(role), cloud.account.bucketExists(bucket)])
  if (roleArn === null || !hasBucket) {
    throw new WrenError('input', `There is no runtime for the profile ${cloud.profile} in ${cloud.region} yet`, {
      nextStep: `Run \`wren deploy --profile ${cloud.profile}\` once.`,
    })
  }
  const wanted = wantedOf(cloud.region, accountId, request)
  const name = functionName(request.memoryMb)
  await settle(request.signal, async () => {
    const current = await cloud.functions.get(name)
    const functions = new Map(current === null ? [] : [[name, current]])
    const steps = planFunction(wanted, { hasBucket, roleArn, hasLogGroup: true, functions }, request.memoryMb)
    await takeSteps(cloud, steps, { wanted, zip: request.zip, roleArn }, (step) => request.onStep?.(step))
  })
  return { functionName: name, bucket, logGroup, changed: true }
}
