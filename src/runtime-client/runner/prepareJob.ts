import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BundleReference, UserEnvironment } from '#protocol/invocation'
import { bundleKey } from '#protocol/objectKeys'
import { type Bundle, bundleFunction } from '../bundle/bundleFunction.ts'
import { WrenError } from '../errors.ts'
import { ingestInput } from '../input/ingest.ts'
import { Spool } from '../input/spool.ts'
import { spoolMetaFile } from '../input/spoolLayout.ts'
import type { Installation } from '../installation.ts'
import type { JobFolder } from '../job/jobFolder.ts'
import type { JobRecord } from '../job/jobRecord.ts'
import { unsealEnv } from '../job/sealEnv.ts'
import { createStackMapper, type StackMapper } from '../sourcemap/mapRemoteStack.ts'
import { SiteConnection } from './siteConnection.ts'
import { userEnvironment } from './userEnvironment.ts'

/** Everything a job needs before its first item can be sent. */
export interface PreparedJob extends AsyncDisposable {
  readonly spool: Spool
  readonly bundle: BundleReference
  readonly site: SiteConnection
  readonly defaultConcurrency: number
  readonly environment: UserEnvironment
  readonly stackMapper: StackMapper
  readonly notes: readonly string[]
}

/**
 * Reads the input, bundles the function and connects to the cloud, all at once. Rejects with the first WrenError in
 * the order of what the user can mend: input, function, cloud. Whatever was opened by then is closed again. Once one
 * of them has failed the input is read no further: it may be long, or standard input that never ends.
 */
export async function prepareJob(
  installation: Installation,
  folder: JobFolder,
  record: JobRecord,
  signal: AbortSignal,
): Promise<PreparedJob> {
  const { request } = record
  const failing = new AbortController()
  const orFail = async <T>(part: Promise<T>): Promise<T> => {
    try {
      return await part
    } catch (error) {
      failing.abort()
      throw error
    }
  }
  const [spool, bundle, site] = await Promise.allSettled([
    openSpool(folder, record, AbortSignal.any([signal, failing.signal])),
    orFail(bundleFunction(request)),
    orFail(SiteConnection.open({ installation, profile: request.profile, memoryMb: request.memoryMb })),
  ])
  try {
    signal.throwIfAborted()
    const wasCutShort = spool.status === 'rejected' && failing.signal.aborted && isCancelled(spool.reason)
    if (wasCutShort) for (const part of [bundle, site]) valueOf<unknown>(part)
    const prepared = { spool: valueOf(spool), bundle: valueOf(bundle), site: valueOf(site) }
    return await finishPreparing(installation, folder, record, prepared)
  } catch (error) {
    if (spool.status === 'fulfilled') await spool.value.close()
    if (site.status === 'fulfilled') await site.value[Symbol.asyncDispose]()
    throw error
  }
}

async function finishPreparing(
  installation: Installation,
  folder: JobFolder,
  record: JobRecord,
  { spool, bundle, site }: { readonly spool: Spool; readonly bundle: Bundle; readonly site: SiteConnection },
): Promise<PreparedJob> {
  const [defaultConcurrency] = await Promise.all([
    site.defaultConcurrency(),
    site.upload(bundle),
    // Functions that an earlier runner left at work stop when their control object is gone.
    record.run > 1 ? site.forgetJob(record.jobId) : null,
    writeFile(folder.bundle, bundle.code),
    writeFile(folder.sourceMap, bundle.sourceMap),
  ])
  const env = unsealEnv(installation.home, record.sealedEnv)
  return {
    spool,
    bundle: { key: bundleKey(bundle.sha256), sha256: bundle.sha256, exportName: bundle.exportName },
    site,
    defaultConcurrency,
    environment: userEnvironment(site.isLocal, process.env, env),
    stackMapper: createStackMapper(bundle.sourceMap, { sourceRoot: bundle.projectFolder }),
    notes: bundle.warnings,
    [Symbol.asyncDispose]: async () => {
      await spool.close()
      await site[Symbol.asyncDispose]()
    },
  }
}

/**
 * A retry finds the spool of the first run, so that edited files and standard input are no matter. Where the first run
 * was killed before the spool was whole, no item has run yet and a file is read again.
 */
async function openSpool(folder: JobFolder, record: JobRecord, signal: AbortSignal): Promise<Spool> {
  const { inputPath, inputFormat, sample, skipBadInput } = record.request
  const isUnread = inputPath !== '-' && !existsSync(join(folder.spool, spoolMetaFile))
  if (record.run === 1 || isUnread) {
    await ingestInput({
      inputPath,
      skipBadInput,
      folder: folder.spool,
      signal,
      ...(inputFormat === undefined ? {} : { format: inputFormat }),
      ...(sample === undefined ? {} : { sample }),
      ...(inputPath === '-' ? { standardInput: process.stdin } : {}),
    })
  }
  return Spool.open(folder.spool)
}

const isCancelled = (error: unknown): boolean => error instanceof WrenError && error.kind === 'cancelled'

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}
