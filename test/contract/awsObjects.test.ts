import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectLocal } from '#runtime-client/aws/connectCloud'
import { ensureLocalCloud } from '#runtime-client/local/ensureLocalCloud'
import { stopLocalClouds } from '#runtime-client/local/stopLocalClouds'
import type { Cloud, ObjectStore } from '#runtime-client/ports'

const entryPath = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

let home: string
let cloud: Cloud
let objects: ObjectStore

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wren-objects-'))
  cloud = connectLocal(await ensureLocalCloud({ home, version: '0.1.0', entryPath }))
  await cloud.account.createBucket('a-bucket')
  objects = cloud.objects('a-bucket')
})
afterAll(async () => {
  await cloud[Symbol.asyncDispose]()
  await stopLocalClouds(home)
  await rm(home, { recursive: true })
})

describe('the objects of a bucket', () => {
  it('come back as they were put', async () => {
    const body = new Uint8Array(3_000_000).map((_, index) => index % 251)
    await objects.put('wren/large value', body)
    expect(Buffer.compare(await objects.get('wren/large value'), body)).toBe(0)
    await objects.put('wren/empty', new Uint8Array())
    expect(await objects.get('wren/empty')).toEqual(new Uint8Array())
  })

  it('are put only once where that is asked for', async () => {
    await objects.put('wren/once', bytes('first'), { ifAbsent: true })
    await expect(objects.put('wren/once', bytes('second'), { ifAbsent: true })).rejects.toMatchObject({
      nature: 'conflict',
    })
    expect(await objects.get('wren/once')).toEqual(bytes('first'))
    await objects.put('wren/once', bytes('third'))
    expect(await objects.get('wren/once')).toEqual(bytes('third'))
  })

  it('are told to be missing', async () => {
    await expect(objects.get('wren/none')).rejects.toMatchObject({ nature: 'missing' })
    expect(await objects.exists('wren/none')).toBe(false)
    expect(await objects.exists('wren/once')).toBe(true)
    await expect(cloud.objects('no-bucket').get('wren/none')).rejects.toMatchObject({ nature: 'missing' })
  })

  it('go with their prefix and nothing else', async () => {
    const keys = Array.from({ length: 1_050 }, (_, index) => `wren/jobs/1/values/${index}`)
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => objects.put(key, bytes(key))))
    }
    await objects.put('wren/jobs/10/control.json', bytes('{}'))
    expect(await objects.deletePrefix('wren/jobs/1/')).toBe(1_050)
    expect(await objects.deletePrefix('wren/jobs/1/')).toBe(0)
    expect(await objects.exists('wren/jobs/10/control.json')).toBe(true)
  })
})

describe('the keys of one instance', () => {
  it('are the only ones that it takes', async () => {
    const record = await ensureLocalCloud({ home, version: '0.1.0', entryPath })
    await using stranger = connectLocal({ ...record, secretAccessKey: 'guessed' })
    await expect(stranger.objects('a-bucket').get('wren/once')).rejects.toMatchObject({ nature: 'credentialsExpired' })
    await expect(stranger.functions.get('f')).rejects.toMatchObject({ nature: 'credentialsExpired' })
    await expect(stranger.account.findRole('r')).rejects.toMatchObject({ nature: 'credentialsExpired' })
    await expect(stranger.logs.read('g', 's')).rejects.toMatchObject({ nature: 'credentialsExpired' })
  })
})

describe('logs', () => {
  it('of an unknown stream are missing', async () => {
    await expect(cloud.logs.read('/none', 'none')).rejects.toMatchObject({ nature: 'missing' })
  })
})
