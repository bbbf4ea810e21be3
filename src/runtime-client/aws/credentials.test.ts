import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callAws } from './awsAccess.ts'
import { rememberKeys } from './credentials.ts'
import type { AwsKeys } from './credentials.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Keys that say how often they were read. */
function countingSource(expiresInMs?: number) {
  let reads = 0
  return rememberKeys(async (): Promise<AwsKeys> => {
    reads += 1
    const keys = { accessKeyId: `key${reads}`, secretAccessKey: 's' }
    return expiresInMs === undefined ? keys : { ...keys, expiration: new Date(Date.now() + expiresInMs) }
  })
}

describe('rememberKeys', () => {
  it('reads once for all who ask, also at the same time', async () => {
    const source = countingSource()
    const all = await Promise.all([source(), source()])
    expect([...all, await source()].map((keys) => keys.accessKeyId)).toEqual(['key1', 'key1', 'key1'])
  })

  it('reads again five minutes before the keys end', async () => {
    const source = countingSource(60 * 60_000)
    await source()
    vi.setSystemTime(54 * 60_000)
    expect((await source()).accessKeyId).toBe('key1')
    vi.setSystemTime(56 * 60_000)
    expect((await source()).accessKeyId).toBe('key2')
  })

  it('reads again after a failure', async () => {
    let isSignedIn = false
    const source = rememberKeys(async () => {
      if (!isSignedIn) throw new Error('sign in first')
      return { accessKeyId: 'key', secretAccessKey: 's' }
    })
    await expect(source()).rejects.toThrow('sign in first')
    isSignedIn = true
    expect((await source()).accessKeyId).toBe('key')
  })

  it('reads again once AWS has refused the keys, for the user may have signed in since', async () => {
    const credentials = countingSource()
    const access = { region: 'us-east-1', credentials, at: { kind: 'aws', profileName: 'work' } } as const
    const call = { action: 'lambda:InvokeFunction', target: 'function f' }
    const refuse = async (name: string): Promise<void> => {
      await credentials()
      throw Object.assign(new Error(name), { name })
    }
    await expect(callAws(access, call, () => refuse('TooManyRequestsException'))).rejects.toMatchObject({
      nature: 'throttled',
    })
    expect((await credentials()).accessKeyId).toBe('key1')
    await expect(callAws(access, call, () => refuse('ExpiredTokenException'))).rejects.toMatchObject({
      nature: 'credentialsExpired',
    })
    expect((await credentials()).accessKeyId).toBe('key2')
  })
})
