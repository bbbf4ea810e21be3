import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ExtensionManifest } from './extensionManifest.ts'
import { packVsix, type PackedFile } from './packVsix.ts'

const manifest: ExtensionManifest = {
  name: 'sample',
  displayName: 'Sample & <more>',
  description: 'Says "hello"',
  version: '1.2.3',
  publisher: 'somebody',
  license: 'MIT',
  icon: 'media/icon.png',
  main: './dist/extension.cjs',
  categories: ['Other', 'Data Science'],
  keywords: ['one', 'two'],
  extensionKind: ['workspace'],
  engines: { vscode: '^1.104.0' },
}
const text = (contents: string): Uint8Array => new TextEncoder().encode(contents)
const files: readonly PackedFile[] = [
  { path: 'package.json', contents: text('{}') },
  { path: 'dist/extension.cjs', contents: text('exports.activate = () => {}') },
  { path: 'node_modules/tool/bin/tool', contents: text('\u{7f}ELF'), isExecutable: true },
]
const packed = packVsix(manifest, 'linux-x64', files)
const read = (path: string): string => strFromU8(unzipSync(packed)[path] ?? new Uint8Array())

describe('a packed extension', () => {
  it('has its files in a folder of their own, beside what describes them', () => {
    expect(Object.keys(unzipSync(packed))).toEqual([
      'extension.vsixmanifest',
      '[Content_Types].xml',
      'extension/package.json',
      'extension/dist/extension.cjs',
      'extension/node_modules/tool/bin/tool',
    ])
    expect(read('extension/dist/extension.cjs')).toBe('exports.activate = () => {}')
  })

  it('says who it is and for which platform, whatever characters are in it', () => {
    const xml = read('extension.vsixmanifest')
    expect(xml).toContain(
      '<Identity Language="en-US" Id="sample" Version="1.2.3" Publisher="somebody" TargetPlatform="linux-x64"/>',
    )
    expect(xml).toContain('<DisplayName>Sample &amp; &lt;more&gt;</DisplayName>')
    expect(xml).toContain('Says &quot;hello&quot;')
    expect(xml).toContain('<Property Id="Microsoft.VisualStudio.Code.Engine" Value="^1.104.0"/>')
    expect(xml).toContain('<Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json"')
    expect(xml).toContain('<Icon>extension/media/icon.png</Icon>')
  })

  it('tells the type of every ending in it', () => {
    const types = [...read('[Content_Types].xml').matchAll(/Extension="(\.\w+)" ContentType="([^"]+)"/g)]
    expect(types.map(([, ending, type]) => `${ending} ${type}`)).toEqual([
      '.cjs application/javascript',
      '.json application/json',
      '.vsixmanifest text/xml',
    ])
  })

  it('keeps a program executable', () => {
    expect(unixModes(packed)).toEqual({
      'extension.vsixmanifest': 0o100644,
      '[Content_Types].xml': 0o100644,
      'extension/package.json': 0o100644,
      'extension/dist/extension.cjs': 0o100644,
      'extension/node_modules/tool/bin/tool': 0o100755,
    })
  })

  it('is the same for the same files', () => {
    expect(packVsix(manifest, 'linux-x64', files)).toEqual(packed)
  })
})

/** The modes in the central directory of a zip (APPNOTE 4.3.12: the host system is Unix, the mode in the high half). */
function unixModes(zip: Uint8Array): Readonly<Record<string, number>> {
  const view = Buffer.from(zip.buffer, zip.byteOffset, zip.length)
  const modes: Record<string, number> = {}
  let at = view.indexOf(Buffer.from('PK\u{1}\u{2}', 'latin1'))
  while (at >= 0 && view.readUInt32LE(at) === 0x02014b50) {
    expect(view[at + 5]).toBe(3)
    const nameLength = view.readUInt16LE(at + 28)
    const name = view.toString('utf8', at + 46, at + 46 + nameLength)
    modes[name] = view.readUInt32LE(at + 38) >>> 16
    at += 46 + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32)
  }
  return modes
}
