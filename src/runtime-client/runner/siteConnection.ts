import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { availableParallelism } from 'node:os'
import { bundleKey, jobKeyPrefix } from '#protocol/objectKeys'
import type { Bundle } from '../bundle/bundleFunction.ts'
import { openCloud } from '../cloud/openCloud.ts'
import { ensureRuntime } from '../deploy/ensureRuntime.ts'
import type { JobSite } from '../job/dispatchTypes.ts'
import type { Cloud } from '../ports.ts'
import type { Installation } from '../installation.ts'

/** On AWS, where the account allows more, a job starts with this many invocations at once unless told otherwise. */
const defaultAwsConcurrency = 1_000

/** What a job needs of the place it runs in. */
export interface SiteRequest {
  readonly installation: Installation
  readonly profile: string
  readonly memoryMb: number
}

/** A connected cloud with the runtime deployed to it; made anew when the local cloud is restarted under a job. */
export class SiteConnection implements AsyncDisposable {
  readonly #request: SiteRequest
  #cloud: Cloud
  #site: JobSite
  #bundle: Bundle | null = null
  readonly #retired: Cloud[] = []

  private constructor(request: SiteRequest, cloud: Cloud, site: JobSite) {
    this.#request = request
    this.#cloud = cloud
    this.#site = site
  }

  /** Rejects with a WrenError where the profile, the credentials or the runtime are not as they must be. */
  static async open(request: SiteRequest): Promise<SiteConnection> {
    const { cloud, site } = await connect(request)
    return new SiteConnection(request, cloud, site)
  }

  get current(): JobSite {
    return this.#site
  }

  get isLocal(): boolean {
    return this.#cloud.isLocal
  }

  /** Invocations at once where the user does not say. */
  async defaultConcurrency(): Promise<number> {
    if (this.#cloud.isLocal) return availableParallelism()
    return Math.min(defaultAwsConcurrency, await this.#cloud.functions.accountConcurrency())
  }

  /** Puts the bundle where workers find it; also again after `reopen`. */
  async upload(bundle: Bundle): Promise<void> {
    this.#bundle = bundle
    await putBundle(this.#site, bundle)
  }

  /** Connects anew. What runs over the old connection goes on: it is closed with this one. */
  async reopen(): Promise<JobSite> {
    const { cloud, site } = await connect(this.#request)
    try {
      if (this.#bundle !== null) await putBundle(site, this.#bundle)
    } catch (error) {
      await cloud[Symbol.asyncDispose]()
      throw error
    }
    this.#retired.push(this.#cloud)
    this.#cloud = cloud
    this.#site = site
    return site
  }

  /** Deletes what the job left in the bucket. What cannot be deleted now, the bucket's lifecycle rule deletes later. */
  async forgetJob(jobId: string): Promise<void> {
    await this.#site.objects.deletePrefix(jobKeyPrefix(jobId)).catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const cloud of [...this.#retired, this.#cloud]) await cloud[Symbol.asyncDispose]()
  }
}

async function putBundle({ objects }: JobSite, { sha256, code }: Bundle): Promise<void> {
  const key = bundleKey(sha256)
  if (!(await objects.exists(key))) await objects.put(key, code)
}

async function connect({ installation, profile, memoryMb }: SiteRequest): Promise<{ cloud: Cloud; site: JobSite }> {
  const [cloud, zip] = await Promise.all([
    openCloud(installation, profile),
    readFile(join(installation.distFolder, 'runtime.zip')),
  ])
  try {
    const runtime = await ensureRuntime(cloud, { memoryMb, zip, version: installation.version })
    const { bucket, functionName } = runtime
    return { cloud, site: { invoker: cloud.invoker, objects: cloud.objects(bucket), bucket, functionName } }
  } catch (error) {
    await cloud[Symbol.asyncDispose]()
    throw error
  }
}
