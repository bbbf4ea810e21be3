import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openCloud } from '../cloud/openCloud.ts'
import { deployRuntime as deploy, type DeployedRuntime } from '../deploy/deployRuntime.ts'
import { describeStep } from '../deploy/describeStep.ts'
import { describeRemoval, planRemoval, removeRuntime as remove } from '../deploy/removeRuntime.ts'
import { runtimeStatus as status, type RuntimeStatus } from '../deploy/runtimeStatus.ts'
import type { Installation } from '../installation.ts'

/** Told of each step, as a line for people, before it is taken. */
export type OnStep = (line: string) => void

/** Brings the runtime of a profile up to date. */
export async function deployRuntime(
  installation: Installation,
  profile: string,
  memoryMb: number,
  onStep: OnStep,
): Promise<DeployedRuntime> {
  await using cloud = await openCloud(installation, profile)
  const { version, distFolder } = installation
  const zip = await readFile(join(distFolder, 'runtime.zip'))
  return await deploy(cloud, { memoryMb, zip, version, onStep: (step) => onStep(describeStep(step)) })
}

/** What `removeRuntime` would delete, as lines for people; nothing is deleted. */
export async function describeRuntimeRemoval(installation: Installation, profile: string): Promise<readonly string[]> {
  await using cloud = await openCloud(installation, profile)
  return (await planRemoval(cloud)).map(describeRemoval)
}

/** Deletes all of Wren's in the account and Region of a profile. */
export async function removeRuntime(installation: Installation, profile: string, onStep: OnStep): Promise<void> {
  await using cloud = await openCloud(installation, profile)
  await remove(cloud, await planRemoval(cloud), (step) => onStep(describeRemoval(step)))
}

/** What there is of a runtime. */
export async function runtimeStatus(installation: Installation, profile: string): Promise<RuntimeStatus> {
  await using cloud = await openCloud(installation, profile)
  return await status(cloud)
}
