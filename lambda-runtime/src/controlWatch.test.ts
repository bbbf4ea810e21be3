import { describe, expect, it } from 'vitest'
import { ControlWatch } from './controlWatch.ts'
import { S3Error, type S3Reply } from './s3Objects.ts'

const going = { kind: 'control', protocol: 1, cancelled: false }

const reply = (state: unknown, ageMs = 0): S3Reply => ({ body: Buffer.from(JSON.stringify(state)), ageMs })

/** What a watch says at the end of these readings; it fails where the watch goes on after the last of them. */
async function follow(
  readings: readonly (S3Reply | Error)[],
  leaseMs = 60_000,
): Promise<{ why: string; looks: number }> {
  let looks = 0
  return await new Promise((resolve, reject) => {
    const watch = new ControlWatch(
      { key: 'control', pollMs: 1, leaseMs },
      () => {
        const reading = readings[looks]
        looks += 1
        if (reading === undefined) {
          watch[Symbol.dispose]()
          reject(new Error('The watch went on.'))
          return new Promise(() => {})
        }
        return reading instanceof Error ? Promise.reject(reading) : Promise.resolve(reading)
      },
      (why) => {
        watch[Symbol.dispose]()
        resolve({ why, looks })
      },
    )
  })
}

describe('ControlWatch', () => {
  it('stops when the job is cancelled', async () => {
    const looks = [reply(going), reply(going), reply({ ...going, cancelled: true })]
    expect(await follow(looks)).toEqual({ why: 'cancelled', looks: 3 })
  })

  it('stops when the object is older than the lease, by the clock of S3', async () => {
    expect(await follow([reply(going, 60_000), reply(going, 60_001)])).toEqual({ why: 'leaseEnded', looks: 2 })
  })

  it('stops when the object is gone', async () => {
    expect(await follow([new S3Error(404, 'NoSuchKey')])).toEqual({ why: 'leaseEnded', looks: 1 })
  })

  it('goes on while S3 cannot be read, until the lease must be over', async () => {
    const faults = Array.from({ length: 20 }, () => new S3Error(503, 'SlowDown'))
    await expect(follow([...faults, reply(going)])).rejects.toThrow('The watch went on.')
    expect(await follow(faults, 0)).toMatchObject({ why: 'leaseEnded' })
  })

  it('takes what it cannot read for no news', async () => {
    await expect(follow([{ body: Buffer.from('{"half'), ageMs: 0 }, reply('other')])).rejects.toThrow(
      'The watch went on.',
    )
  })
})
