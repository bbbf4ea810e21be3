import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectLocal } from '#runtime-client/aws/connectCloud'
import { describeStep } from '#runtime-client/deploy/describeStep'
import { deployRuntime, planRuntime } from '#runtime-client/deploy/deployRuntime'
import { ensureRuntime } from '#runtime-client/deploy/ensureRuntime'
import { planRemoval, removeRuntime } from '#runtime-client/deploy/removeRuntime'
import { runtimeStatus } from '#runtime-client/deploy/runtimeStatus'
import { ensureLocalCloud } from '#runtime-client/local/ensureLocalCloud'
import { stopLocalClouds } from '#runtime-client/local/stopLocalClouds'
import type { Cloud, InvokeCall } from '#runtime-client/ports'

const localCloudScript = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))

/** A function that answers with its name and what it was given. */
const zipOf = (name: string): Uint8Array =>
  zipSync({
    'index.mjs': strToU8(`export const handler = awslambda.streamifyResponse(async (event, stream) => {
      console.log('${name} was asked')
      stream.write(JSON.stringify({ from: '${name}', event }))
      stream.end()
    })`),
  })

let home: string
let cloud: Cloud
let seenSteps: string[]

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wren-deploy-'))
  const record = await ensureLocalCloud({ home, version: '0.1.0', entryPath: localCloudScript })
  cloud = connectLocal(record)
  seenSteps = []
})
afterAll(async () => {
  await cloud[Symbol.asyncDispose]()
  await stopLocalClouds(home)
  await rm(home, { recursive: true })
})

const first = zipOf('first')
const request = { memoryMb: 512, zip: first, version: '0.1.0' }

async function invoke(delivery: InvokeCall['delivery'], functionName = 'wren-runtime-512'): Promise<unknown> {
  let body = ''
  const call = { functionName, payload: strToU8('{"n":1}'), delivery }
  for await (const part of cloud.invoker.invoke(call, new AbortController().signal)) {
    if (part.kind === 'chunk') body += Buffer.from(part.bytes).toString()
    if (part.kind === 'completed' && part.functionError) throw new Error(JSON.stringify(part.functionError))
  }
  return JSON.parse(body)
}

// One story, told in order: an account without a runtime, with one, with a newer one, and without again.
describe('a runtime in the local cloud', () => {
  it('is not there at first', async () => {
    expect(await runtimeStatus(cloud)).toMatchObject({ isDeployed: false, functions: [] })
    expect(await planRemoval(cloud)).toEqual([])
    expect((await planRuntime(cloud, request)).map((step) => step.kind)).toEqual([
      'createBucket',
      'createRole',
      'createLogGroup',
      'createFunction',
      'waitUntilActive',
    ])
  })

  it('is made whole by two who deploy at once', async () => {
    const [one, other] = await Promise.all([
      deployRuntime(cloud, { ...request, onStep: (step) => seenSteps.push(describeStep(step)) }),
      deployRuntime(cloud, request),
    ])
    expect(one.bucket).toBe(other.bucket)
    expect(seenSteps[0]).toContain('create bucket')
    expect(await runtimeStatus(cloud)).toMatchObject({
      isDeployed: true,
      functions: [{ name: 'wren-runtime-512', memoryMb: 512, state: 'Active', version: { version: '0.1.0' } }],
    })
  })

  it('is left alone when it is as it should be', async () => {
    expect((await deployRuntime(cloud, request)).steps).toEqual([])
    expect(await ensureRuntime(cloud, request)).toMatchObject({ functionName: 'wren-runtime-512', changed: false })
  })

  it.each(['streamed', 'buffered'] as const)('answers %s invocations', async (delivery) => {
    expect(await invoke(delivery)).toEqual({ from: 'first', event: { n: 1 } })
  })

  it('gets another memory size when a job asks for it', async () => {
    const ready = await ensureRuntime(cloud, { ...request, memoryMb: 256 })
    expect(ready).toMatchObject({ functionName: 'wren-runtime-256', changed: true })
    expect(await invoke('streamed', ready.functionName)).toMatchObject({ from: 'first' })
  })

  it('is brought to new code in every memory size', async () => {
    const { steps } = await deployRuntime(cloud, { ...request, zip: zipOf('second'), version: '0.2.0' })
    expect(steps.filter((step) => step.kind === 'updateCode')).toHaveLength(2)
    expect(await invoke('streamed')).toMatchObject({ from: 'second' })
    expect(await invoke('streamed', 'wren-runtime-256')).toMatchObject({ from: 'second' })
  })

  it('is not taken back to an older version in silence', async () => {
    await expect(deployRuntime(cloud, request)).rejects.toMatchObject({ kind: 'protocol' })
    expect(await invoke('streamed')).toMatchObject({ from: 'second' })
    await deployRuntime(cloud, { ...request, allowDowngrade: true })
    expect(await invoke('streamed')).toMatchObject({ from: 'first' })
  })

  it('takes another time limit', async () => {
    expect(await ensureRuntime(cloud, { ...request, timeoutSeconds: 5 })).toMatchObject({ changed: true })
    expect(await cloud.functions.get('wren-runtime-512')).toMatchObject({ timeoutSeconds: 5 })
  })

  it('refuses a memory size that Lambda does not have', async () => {
    await expect(ensureRuntime(cloud, { ...request, memoryMb: 64 })).rejects.toMatchObject({ kind: 'input' })
  })

  it('goes when it is removed, but for what is not its own', async () => {
    const { bucket, logGroup } = await ensureRuntime(cloud, request)
    await cloud.objects(bucket).put('wren/jobs/1/control.json', strToU8('{}'))
    await cloud.objects(bucket).put('mine.txt', strToU8('mine'))
    const plan = await planRemoval(cloud)
    expect(plan.map((step) => step.kind)).toEqual(['function', 'function', 'role', 'logGroup', 'bucket'])
    await expect(removeRuntime(cloud, plan, () => undefined)).rejects.toMatchObject({ kind: 'input' })
    expect(await cloud.objects(bucket).exists('mine.txt')).toBe(true)
    expect(await cloud.account.logGroupExists(logGroup)).toBe(false)

    await cloud.objects(bucket).deletePrefix('')
    await removeRuntime(cloud, await planRemoval(cloud), () => undefined)
    expect(await planRemoval(cloud)).toEqual([])
  })

  it('is asked for with the right word on AWS, where nothing is deployed unasked', async () => {
    const aws: Cloud = { ...cloud, profile: 'work', isLocal: false }
    await expect(ensureRuntime(aws, request)).rejects.toMatchObject({
      kind: 'input',
      nextStep: 'Run `wren deploy --profile work` once.',
    })
    await deployRuntime(aws, request)
    expect(await ensureRuntime(aws, { ...request, memoryMb: 256 })).toMatchObject({ changed: true })
    expect(await ensureRuntime(aws, { ...request, version: '9.0.0', zip: zipOf('other') })).toMatchObject({
      changed: false,
    })
  })
})
