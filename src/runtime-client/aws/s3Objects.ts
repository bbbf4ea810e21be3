import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'

import type { ObjectStore } from '../ports.ts'
import { callAws } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'
import { nullIfMissing } from './awsErrors.ts'

/** The objects of one S3 bucket. */
export class S3Objects implements ObjectStore {
  readonly #access: AwsAccess
  readonly #client: S3Client
  readonly #bucket: string

  constructor(access: AwsAccess, client: S3Client, bucket: string) {
    this.#access = access
    this.#client = client
    this.#bucket = bucket
  }

  async put(key: string, body: Uint8Array, options: { readonly ifAbsent?: boolean } = {}): Promise<void> {
    const condition = options.ifAbsent === true ? { IfNoneMatch: '*' } : {}
    await this.#call('s3:PutObject', key, () =>
      this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: body, ...condition })),
    )
  }

  async get(key: string): Promise<Uint8Array> {
    return this.#call('s3:GetObject', key, async () => {
      const { Body: body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }))
      return body === undefined ? new Uint8Array() : body.transformToByteArray()
    })
  }

  async exists(key: string): Promise<boolean> {
    const head = this.#call('s3:GetObject', key, () =>
      this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key })),
    )
    return (await nullIfMissing(head)) !== null
  }

  async deletePrefix(prefix: string): Promise<number> {
    let deleted = 0
    for (;;) {
      // Always the first page: what it lists is gone by the time of the next look.
      const keys = await this.#firstKeys(prefix)
      if (keys.length === 0) return deleted
      await this.#delete(keys)
      deleted += keys.length
    }
  }

  async #firstKeys(prefix: string): Promise<readonly string[]> {
    const page = await this.#call('s3:ListBucket', prefix, () =>
      this.#client.send(new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix })),
    )
    return (page.Contents ?? []).flatMap((object) => (object.Key === undefined ? [] : [object.Key]))
  }

  async #delete(keys: readonly string[]): Promise<void> {
    const objects = keys.map((key) => ({ Key: key }))
    await this.#call('s3:DeleteObject', keys[0] ?? '', async () => {
      const answer = await this.#client.send(
        new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects: objects, Quiet: true } }),
      )
      const failed = answer.Errors?.[0]
      if (failed === undefined) return
      // A refusal of single keys comes with status 200; without this the same page would be listed for ever.
      throw Object.assign(new Error(failed.Message ?? 'not deleted'), { name: failed.Code ?? 'Unknown' })
    })
  }

  #call<T>(action: string, key: string, operation: () => Promise<T>): Promise<T> {
    return callAws(this.#access, { action, target: `s3://${this.#bucket}/${key}` }, operation)
  }
}
