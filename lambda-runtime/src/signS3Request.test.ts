import { AwsV4Signer } from 'aws4fetch'
import { describe, expect, it } from 'vitest'
import { encodeKey, sha256Hex, signS3Request } from './signS3Request.ts'

describe('signS3Request', () => {
  it.each([
    ['GET', 'wren/bundles/ab.mjs', '', undefined],
    ['PUT', "wren/jobs/a b+c/ä!'()*/values/1", 'the body', 'a/session+token=='],
  ] as const)('signs as another implementation does: %s %s', async (method, key, body, sessionToken) => {
    const credentials = {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret',
      ...(sessionToken ? { sessionToken } : {}),
    }
    const at = new Date('2026-01-02T03:04:05.678Z')
    const host = 'bucket.s3.eu-west-1.amazonaws.com'
    const path = `/${encodeKey(key)}`
    const bodySha256 = sha256Hex(body)
    const ours = signS3Request({ method, host, path, region: 'eu-west-1', bodySha256, at }, credentials)
    const theirs = await new AwsV4Signer({
      ...credentials,
      method,
      url: `https://${host}${path}`,
      headers: { 'x-amz-content-sha256': bodySha256 },
      ...(body === '' ? {} : { body }),
      service: 's3',
      region: 'eu-west-1',
      datetime: '20260102T030405Z',
    }).sign()
    expect(ours['authorization']).toBe(theirs.headers.get('authorization'))
    expect(ours['x-amz-security-token'] ?? null).toBe(theirs.headers.get('x-amz-security-token'))
  })
})
