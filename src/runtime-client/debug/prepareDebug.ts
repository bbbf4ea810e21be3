import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { WrenError } from '../errors.ts'
import { Spool } from '../input/spool.ts'
import type { Installation } from '../installation.ts'
import type { JobFolder } from '../job/jobFolder.ts'
import { JobReader } from '../job/jobReader.ts'
import type { JobRecord } from '../job/jobRecord.ts'
import { unsealEnv } from '../job/sealEnv.ts'
import { resolveProfile } from '../settings/profile.ts'
import { projectFolderOf } from '../sourcemap/jobStackMapper.ts'
import type { DebugOrder } from './debugOrder.ts'

/** How to run one item under a debugger, with Node. */
export interface DebugLaunch {
  readonly program: string
  readonly args: readonly string[]
  /** The folder of the user's package. */
  readonly cwd: string
  /** Changes to the environment of the process that starts it; holds what the user gave in confidence. */
  readonly env: Readonly<Record<string, string>>
  /** The folder of the bundle and its source map, whose sources are absolute. */
  readonly bundleFolder: string
  /** The user's own files that are not what they were when the bundle was made. */
  readonly changedSources: readonly string[]
}

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
}

/** Writes down what debugging an item takes. Throws a WrenError where the item or the bundle is not to be had. */
export async function prepareDebug(
  { home, distFolder }: Installation,
  folder: JobFolder,
  record: JobRecord,
  index: number,
): Promise<DebugLaunch> {
  const { request, jobId } = record
  const cwd = await projectFolderOf(request.modulePath)
  const bundleFolder = join(folder.folder, 'debug')
  await mkdir(bundleFolder, { recursive: true, mode: 0o700 })
  const input = await readInput(folder, index)
  const map = await copyBundle(folder, bundleFolder, cwd)
  const order: DebugOrder = {
    bundlePath: join(bundleFolder, bundleName),
    exportName: request.exportName,
    jobId,
    index,
    attempt: attemptOf(folder, index),
    itemTimeoutMs: request.itemTimeoutMs,
    input,
  }
  const orderPath = join(bundleFolder, `item-${index}.json`)
  await writeWhole(orderPath, JSON.stringify(order))
  return {
    program: join(distFolder, 'debug-item.mjs'),
    args: [orderPath],
    cwd,
    env: { ...(await awsEnvironment(request.profile)), ...unsealEnv(home, record.sealedEnv) },
    bundleFolder,
    changedSources: await findChangedSources(map, cwd),
  }
}

const bundleName = 'bundle.mjs'

async function readInput(folder: JobFolder, index: number): Promise<unknown> {
  await using spool = await Spool.open(folder.spool)
  if (index < 0 || index >= spool.count) throw new WrenError('input', `The job has no item ${index}.`)
  const item = await spool.item(index)
  if (item.kind === 'good') return JSON.parse(item.json)
  throw new WrenError('input', `Item ${index} has no input: ${item.bad.reason}`, {
    nextStep: `Mend line ${item.line} of ${spool.meta.sourceName}, then start a new job.`,
  })
}

/** The attempt that failed last, else the first. */
function attemptOf(folder: JobFolder, index: number): number {
  using reader = new JobReader(folder)
  return Math.max(1, reader.item(index)?.attempts ?? 1)
}

/** The bundle's own map is relative to the user's project, wherever that lies; a debugger must be told. */
async function copyBundle(folder: JobFolder, bundleFolder: string, sourceRoot: string): Promise<SourceMap> {
  let code: string
  let map: SourceMap
  try {
    code = await readFile(folder.bundle, 'utf8')
    map = JSON.parse(await readFile(folder.sourceMap, 'utf8'))
  } catch (error) {
    throw new WrenError('bundle', 'The bundle of this job is not there any more.', {
      nextStep: 'Start the job anew.',
      cause: error,
    })
  }
  const sources = map.sources.map((source) => pathToFileURL(resolve(sourceRoot, source)).href)
  await writeWhole(join(bundleFolder, `${bundleName}.map`), JSON.stringify({ ...map, sources }))
  await writeWhole(join(bundleFolder, bundleName), `${code}\n//# sourceMappingURL=${bundleName}.map\n`)
  return map
}

/** Outside of AWS the user's own credentials take the place of the runtime's role. */
async function awsEnvironment(profileName: string): Promise<Readonly<Record<string, string>>> {
  const profile = await resolveProfile(profileName)
  if (profile.kind === 'local') return {}
  const region = { AWS_REGION: profile.region }
  return profile.credentialsProfile === null ? region : { ...region, AWS_PROFILE: profile.credentialsProfile }
}

async function findChangedSources({ sources, sourcesContent }: SourceMap, sourceRoot: string): Promise<string[]> {
  const own = sources
    .map((source, position) => ({ path: resolve(sourceRoot, source), source, content: sourcesContent?.[position] }))
    .filter(({ source, content }) => typeof content === 'string' && !/(^|[\\/])node_modules[\\/]/.test(source))
  const changed = await Promise.all(
    own.map(async ({ path, content }) => (await readFile(path, 'utf8').catch(() => content)) !== content),
  )
  return own.filter((_, position) => changed[position] === true).map(({ path }) => path)
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, text, { mode: 0o600 })
  await rename(temporary, path)
}
