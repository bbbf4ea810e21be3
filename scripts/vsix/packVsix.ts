import { strToU8, zipSync, type Zippable, type ZipOptions } from 'fflate'
import type { ExtensionManifest } from './extensionManifest.ts'
import { contentTypes, vsixManifest } from './vsixManifest.ts'

/** A file of the extension; `path` is relative to its folder, with `/`. */
export interface PackedFile {
  readonly path: string
  readonly contents: Uint8Array
  readonly isExecutable?: boolean
}

/** The time of every entry, so that the same files make the same archive: the first that a zip can tell. */
const mtime = '1980-01-01T12:00:00'
/** Who made the archive: the attributes are then the mode of a Unix file, which VS Code sets on unpacking. */
const madeByUnix = 3
const modes = { plain: 0o100644, executable: 0o100755 }

/** Makes the bytes of a VSIX: a zip with the extension's folder, who it is, and the type of every file. */
export function packVsix(
  manifest: ExtensionManifest,
  targetPlatform: string,
  files: readonly PackedFile[],
): Uint8Array {
  const paths = files.map(({ path }) => `extension/${path}`)
  const entry = (isExecutable: boolean): ZipOptions => ({
    mtime,
    os: madeByUnix,
    attrs: (isExecutable ? modes.executable : modes.plain) * 0x10000,
    level: 9,
  })
  const entries: Zippable = {
    'extension.vsixmanifest': [strToU8(vsixManifest(manifest, targetPlatform)), entry(false)],
    '[Content_Types].xml': [strToU8(contentTypes([...paths, 'extension.vsixmanifest'])), entry(false)],
  }
  files.forEach(({ contents, isExecutable = false }, index) => {
    entries[paths[index] ?? ''] = [contents, entry(isExecutable)]
  })
  return zipSync(entries)
}
