import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectLocal } from '#runtime-client/aws/connectCloud'
import { deployRuntime } from '#runtime-client/deploy/deployRuntime'
import { planRemoval, removeRuntime } from '#runtime-client/deploy/removeRuntime'
import { runtimeStatus } from '#runtime-client/deploy/runtimeStatus'
import { ensureLocalCloud } from '#runtime-client/local/ensureLocalCloud'
import { stopLocalClouds } from '#runtime-client/local/stopLocalClouds'
import type { LocalCloudSettings } from '#runtime-client/local/spawnLocalCloud'
import type { Cloud, InvokeCall } from '#runtime-client/ports'

const entryPath = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))
const zip = zipSync({
  'index.mjs': strToU8(`export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('{"said":"yes"}')
    stream.end()
  })`),
})
const request = { memoryMb: 256, zip, version: '0.1.0' }

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wren-faults-'))
})
afterEach(async () => {
  await stopLocalClouds(home)
  await rm(home, { recursive: true })
})

async function start(settings: LocalCloudSettings): Promise<Cloud> {
  return connectLocal(await ensureLocalCloud({ home, version: '0.1.0', entryPath, settings }))
}

async function kindsOf(cloud: Cloud, call: InvokeCall): Promise<readonly string[]> {
  const kinds: string[] = []
  for await (const part of cloud.invoker.invoke(call, new AbortController().signal)) kinds.push(part.kind)
  return kinds
}

describe('a runtime', () => {
  it.each([1, 2, 3])('is deployed and removed while a fifth of all calls fail (seed %i)', async (seed) => {
    const faultPlanPath = join(home, 'faults.json')
    const weights = { throttle: 1, serviceError: 1, resetBefore: 1, lostReply: 1 }
    await writeFile(faultPlanPath, JSON.stringify({ seed, rate: 0.2, weights }))
    await using cloud = await start({ faultPlanPath })
    await deployRuntime(cloud, request)
    expect(await runtimeStatus(cloud)).toMatchObject({ isDeployed: true, functions: [{ state: 'Active' }] })
    await removeRuntime(cloud, await planRemoval(cloud), () => undefined)
    expect(await planRemoval(cloud)).toEqual([])
  })

  it('tells a Region without response streaming, where it can still be asked for a whole reply', async () => {
    await using cloud = await start({ streaming: false })
    const { functionName } = await deployRuntime(cloud, request)
    const call = { functionName, payload: strToU8('{}') }
    await expect(kindsOf(cloud, { ...call, delivery: 'streamed' })).rejects.toMatchObject({
      nature: 'streamingUnsupported',
    })
    expect(await kindsOf(cloud, { ...call, delivery: 'buffered' })).toEqual(['opened', 'chunk', 'completed'])
  })
})
