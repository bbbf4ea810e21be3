// Makes the installable extension for this platform: `npm run package`, or `await packageExtension()` from a test.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './build.ts'
import { extensionFiles } from './vsix/extensionFiles.ts'
import { readExtensionManifest } from './vsix/extensionManifest.ts'
import { packVsix } from './vsix/packVsix.ts'

const root = join(import.meta.dirname, '..')

/** An extension that was packed; `path` is absolute. */
export interface PackedExtension {
  readonly path: string
  readonly bytes: number
}

/**
 * Builds, and writes `wren-<platform>.vsix` into `folder`, by default the checkout's own. Rejects where a source does
 * not compile, or esbuild has no program for this platform.
 */
export async function packageExtension(folder: string = root): Promise<PackedExtension> {
  const { names } = await build()
  const target = `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`
  const manifest = await readExtensionManifest(join(root, 'package.json'))
  const bytes = packVsix(manifest, target, await extensionFiles(root, manifest, names))
  const path = join(folder, `wren-${target}.vsix`)
  const unfinished = `${path}.${process.pid}.tmp`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(unfinished, bytes)
  await rename(unfinished, path)
  return { path, bytes: bytes.length }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { path, bytes } = await packageExtension()
    const name = relative(process.cwd(), path)
    process.stdout.write(`${name}\n`)
    process.stderr.write(`${(bytes / 1_000_000).toFixed(1)} MB. Install it with: code --install-extension ${name}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
