import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { rigPaths } from './rigPaths.ts'

/** A browser that can be started on this machine. */
export interface PreparedChromium {
  readonly executable: string
  /** Folders for LD_LIBRARY_PATH; empty where the machine has all libraries. */
  readonly libraryFolders: readonly string[]
}

const packageFolder = join(rigPaths.modules, '@sparticuz', 'chromium')

/** VS Code's server looks for its dependencies beside itself; they are installed in the folder of the tests. */
async function linkServerModules(): Promise<void> {
  const link = join(rigPaths.vsCode, 'node_modules')
  if (await lstat(link).catch(() => undefined)) return
  await symlink(rigPaths.modules, link, 'dir').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** Makes `target` from `fill` by a rename, so that neither a crash nor a second process leaves half of it. */
async function makeOnce(target: string, fill: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return
  await mkdir(rigPaths.built, { recursive: true })
  const partial = await mkdtemp(join(rigPaths.built, 'partial-'))
  try {
    await fill(partial)
    await rename(partial, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

const unpackBrotli = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to))

async function unpackChromium(version: string): Promise<string> {
  const folder = join(rigPaths.built, `chromium-${version}`)
  await makeOnce(folder, async (partial) => {
    await unpackBrotli(join(packageFolder, 'bin', 'chromium.br'), join(partial, 'chromium'))
    await chmod(join(partial, 'chromium'), 0o755)
  })
  return join(folder, 'chromium')
}

/** The libraries that came with the browser, unpacked; for machines that lack its few system libraries. */
async function unpackLibraries(version: string): Promise<string> {
  const folder = join(rigPaths.built, `chromium-libraries-${version}`)
  await makeOnce(folder, async (partial) => {
    const archive = join(partial, 'libraries.tar')
    await unpackBrotli(join(packageFolder, 'bin', 'al2023.tar.br'), archive)
    execFileSync('tar', ['-xf', archive, '-C', partial])
    await rm(archive)
  })
  return join(folder, 'lib')
}

const lacksLibraries = (executable: string): boolean =>
  execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found')

/** Makes what `npm ci` installed ready to start; quick when that is done already. Linux x64 only. */
export async function prepare(): Promise<PreparedChromium> {
  await linkServerModules()
  const { version }: { version: string } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const executable = await unpackChromium(version)
  return { executable, libraryFolders: lacksLibraries(executable) ? [await unpackLibraries(version)] : [] }
}
