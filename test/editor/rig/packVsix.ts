import { readFile, readdir, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { zipSync } from 'fflate'

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.cjs': 'application/javascript',
  '.vsixmanifest': 'text/xml',
}

/** Packs a folder as it is into an installable extension. For extensions of tests; a real one is packed by vsce. */
export async function packVsix(folder: string, vsix: string): Promise<void> {
  const manifest: { name: string; publisher: string; version: string } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  )
  const files: Record<string, Uint8Array> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files[`extension/${path.slice(folder.length + 1)}`] = await readFile(path)
  }
  const types = Object.entries(contentTypes).map(([end, type]) => `<Default Extension="${end}" ContentType="${type}"/>`)
  const unknown = Object.keys(files).find((name) => contentTypes[extname(name)] === undefined)
  if (unknown !== undefined) throw new Error(`No content type is known for ${unknown}.`)
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
  files['[Content_Types].xml'] = encode(
    `<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join('')}</Types>`,
  )
  files['extension.vsixmanifest'] = encode(
    `<?xml version="1.0" encoding="utf-8"?><PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011"><Metadata><Identity Language="en-US" Id="${manifest.name}" Version="${manifest.version}" Publisher="${manifest.publisher}"/><DisplayName>${manifest.name}</DisplayName></Metadata><Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation><Dependencies/><Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets></PackageManifest>`,
  )
  await writeFile(vsix, zipSync(files))
}
