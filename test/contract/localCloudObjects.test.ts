import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AwsClient } from 'aws4fetch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalCloud, type StartedLocalCloud } from './startLocalCloud.ts'

const Bucket = 'bucket-of-tests'
let cloud: StartedLocalCloud
let s3: S3Client
beforeAll(async () => {
  cloud = await startLocalCloud()
  s3 = new S3Client({ ...cloud.clientConfiguration, forcePathStyle: true, maxAttempts: 1 })
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(async () => {
  s3.destroy()
  await cloud[Symbol.asyncDispose]()
})

const read = async (Key: string): Promise<Uint8Array | undefined> =>
  await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray()

describe('objects', () => {
  it('come back as they were put: text, nothing at all, odd names, a stream, 60 MB', async () => {
    const large = randomBytes(60 * 1024 * 1024)
    const cases: readonly [string, string | Buffer][] = [
      ['plain.txt', 'text'],
      ['empty', ''],
      ['odd/ä name+(1)/&=?#%.json', '{"a":1}'],
      ['large', large],
    ]
    for (const [Key, Body] of cases) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
      expect(Buffer.from((await read(Key)) ?? []).equals(Buffer.from(Body)), Key).toBe(true)
    }
    const Body = Readable.from([Buffer.alloc(100_000, 'a'), Buffer.alloc(100_000, 'b')])
    await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 200_000 }))
    expect(await read('stream')).toHaveLength(200_000)
  })

  it('carry Date, Last-Modified, ETag and a request id', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'dated', Body: 'x', Metadata: { by: 'test' } }))
    const { endpoint, accessKeyId, secretAccessKey } = cloud.discovery
    const aws = new AwsClient({ accessKeyId, secretAccessKey, region: 'us-east-1', service: 's3' })
    const response = await aws.fetch(`${endpoint}/${Bucket}/dated`)
    expect(await response.text()).toBe('x')
    expect(Date.parse(response.headers.get('date') ?? '')).not.toBeNaN()
    expect(Date.parse(response.headers.get('last-modified') ?? '')).not.toBeNaN()
    expect(response.headers.get('etag')).toBe(`"${createHash('md5').update('x').digest('hex')}"`)
    expect(response.headers.get('x-amz-request-id')).not.toBeNull()
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'dated' }))
    expect(head).toMatchObject({ ContentLength: 1, Metadata: { by: 'test' } })
  })

  it('are written once where that is the condition, however many try', async () => {
    const put = async (): Promise<string> =>
      await s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: randomBytes(1000), IfNoneMatch: '*' })).then(
        () => 'put',
        (error: { name: string; $metadata: { httpStatusCode?: number } }) =>
          `${error.name} ${error.$metadata.httpStatusCode}`,
      )
    const answers = await Promise.all(Array.from({ length: 5 }, put))
    expect(answers.sort()).toEqual([...Array.from({ length: 4 }, () => 'PreconditionFailed 412'), 'put'])
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'once' }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'new', IfMatch: ETag }))
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'newer', IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })

  it('are listed by prefix and page, and deleted one by one or many at once', async () => {
    for (const name of ['a', 'b', 'c', 'd'])
      await s3.send(new PutObjectCommand({ Bucket, Key: `list/${name}`, Body: name }))
    const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', MaxKeys: 3 }))
    expect(first.Contents?.map((object) => object.Key)).toEqual(['list/a', 'list/b', 'list/c'])
    const second = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'list/', ContinuationToken: first.NextContinuationToken }),
    )
    expect(second.Contents?.map((object) => object.Key)).toEqual(['list/d'])
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'list/a' }))
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'list/b' }, { Key: 'list/c' }] } }))
    const left = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/' }))
    expect(left.Contents?.map((object) => object.Key)).toEqual(['list/d'])
  })

  it('are missing with the errors of S3', async () => {
    await expect(read('not-there')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    })
    await expect(s3.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
  })

  it('must match the hash they are signed with', async () => {
    const { endpoint, accessKeyId, secretAccessKey } = cloud.discovery
    const aws = new AwsClient({ accessKeyId, secretAccessKey, region: 'us-east-1', service: 's3', retries: 0 })
    const hash = createHash('sha256').update('signed').digest('hex')
    const signed = await aws.sign(`${endpoint}/${Bucket}/forged`, {
      method: 'PUT',
      body: 'signed',
      headers: { 'x-amz-content-sha256': hash },
    })
    const answer = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: 'forged' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('<Code>XAmzContentSHA256Mismatch</Code>')
  })
})
