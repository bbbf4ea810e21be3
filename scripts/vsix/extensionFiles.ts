import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { type ExtensionManifest, shippedManifest } from './extensionManifest.ts'
import type { PackedFile } from './packVsix.ts'
import { withoutPictures } from './withoutPictures.ts'

/** `wren` for terminals, which no part of the extension starts, and maps, which only a debugger of Wren reads. */
const staysBehind = /^cli\.mjs$|\.map$/

/** Every file that ships with the extension; `builtNames` are those of the build, relative to dist/. */
export async function extensionFiles(
  root: string,
  manifest: ExtensionManifest,
  builtNames: readonly string[],
): Promise<readonly PackedFile[]> {
  const take = async (path: string, from = path): Promise<PackedFile> => ({
    path,
    contents: await readFile(join(root, from)),
  })
  const built = builtNames.filter((name) => !staysBehind.test(name))
  const readme = withoutPictures(await readFile(join(root, 'README.md'), 'utf8'))
  const media = await filesBelow(join(root, 'media'))
  return [
    { path: 'package.json', contents: Buffer.from(shippedManifest(manifest)) },
    { path: 'readme.md', contents: Buffer.from(readme) },
    await take('changelog.md', 'CHANGELOG.md'),
    await take('LICENSE.txt', 'LICENSE'),
    ...(await Promise.all(built.map((name) => take(`dist/${toPosix(name)}`)))),
    ...(await Promise.all(media.map((name) => take(`media/${name}`)))),
    ...(await esbuildFiles()),
  ]
}

/**
 * esbuild as a package of the extension's own: what of it is loaded, and the program of this platform, which it finds
 * through Node's resolution beside itself.
 */
async function esbuildFiles(): Promise<readonly PackedFile[]> {
  const ours = createRequire(import.meta.url)
  const folder = dirname(ours.resolve('esbuild/package.json'))
  const programPackage = `@esbuild/${process.platform}-${process.arch}`
  const programFolder = dirname(createRequire(join(folder, 'package.json')).resolve(`${programPackage}/package.json`))
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild'
  const take = async (from: string, name: string, path: string): Promise<PackedFile> => ({
    path: `node_modules/${name}/${path}`,
    contents: await readFile(join(from, path)),
    isExecutable: path === program,
  })
  return await Promise.all([
    take(folder, 'esbuild', 'package.json'),
    take(folder, 'esbuild', 'LICENSE.md'),
    take(folder, 'esbuild', 'lib/main.js'),
    take(programFolder, programPackage, 'package.json'),
    take(programFolder, programPackage, program),
  ])
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => toPosix(relative(folder, join(entry.parentPath, entry.name))))
    .toSorted()
}

const toPosix = (path: string): string => path.split(sep).join('/')
