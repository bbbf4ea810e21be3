import { extname } from 'node:path/posix'
import type { ExtensionManifest } from './extensionManifest.ts'

/** Where in the archive the parts stand that VS Code and the Marketplace show by themselves. */
export const vsixParts = {
  manifest: 'extension/package.json',
  readme: 'extension/readme.md',
  changelog: 'extension/changelog.md',
  license: 'extension/LICENSE.txt',
} as const

/**
 * The `extension.vsixmanifest` of an extension for one platform, as `vsce package` writes it: the Marketplace and
 * `--install-extension` read who it is from here.
 */
export function vsixManifest(manifest: ExtensionManifest, targetPlatform: string): string {
  const { name, version, publisher, displayName, description, categories, keywords, icon } = manifest
  const property = (id: string, value: string): string => `<Property Id="${id}" Value="${escapeXml(value)}"/>`
  const asset = (type: string, path: string): string =>
    `<Asset Type="Microsoft.${type}" Path="${escapeXml(path)}" Addressable="true"/>`
  const iconPath = icon === undefined ? null : `extension/${icon}`
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">',
    '<Metadata>',
    `<Identity Language="en-US" Id="${escapeXml(name)}" Version="${escapeXml(version)}" Publisher="${escapeXml(publisher)}" TargetPlatform="${escapeXml(targetPlatform)}"/>`,
    `<DisplayName>${escapeXml(displayName)}</DisplayName>`,
    `<Description xml:space="preserve">${escapeXml(description)}</Description>`,
    `<Tags>${escapeXml(keywords.join(','))}</Tags>`,
    `<Categories>${escapeXml(categories.join(','))}</Categories>`,
    '<GalleryFlags>Public</GalleryFlags>',
    '<Properties>',
    property('Microsoft.VisualStudio.Code.Engine', manifest.engines.vscode),
    property('Microsoft.VisualStudio.Code.ExtensionDependencies', ''),
    property('Microsoft.VisualStudio.Code.ExtensionPack', ''),
    property('Microsoft.VisualStudio.Code.ExtensionKind', manifest.extensionKind.join(',')),
    property('Microsoft.VisualStudio.Code.LocalizedLanguages', ''),
    property('Microsoft.VisualStudio.Code.ExecutesCode', 'true'),
    property('Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown', 'true'),
    property('Microsoft.VisualStudio.Services.Content.Pricing', 'Free'),
    '</Properties>',
    `<License>${vsixParts.license}</License>`,
    ...(iconPath === null ? [] : [`<Icon>${escapeXml(iconPath)}</Icon>`]),
    '</Metadata>',
    '<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>',
    '<Dependencies/>',
    '<Assets>',
    asset('VisualStudio.Code.Manifest', vsixParts.manifest),
    asset('VisualStudio.Services.Content.Details', vsixParts.readme),
    asset('VisualStudio.Services.Content.Changelog', vsixParts.changelog),
    asset('VisualStudio.Services.Content.License', vsixParts.license),
    ...(iconPath === null ? [] : [asset('VisualStudio.Services.Icons.Default', iconPath)]),
    '</Assets>',
    '</PackageManifest>',
    '',
  ].join('\n')
}

const knownTypes: Readonly<Record<string, string>> = {
  '.cjs': 'application/javascript',
  '.css': 'text/css',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.mjs': 'application/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.vsixmanifest': 'text/xml',
  '.zip': 'application/zip',
}

/** The `[Content_Types].xml` of an archive (Open Packaging Conventions): every ending in it has a type. */
export function contentTypes(paths: readonly string[]): string {
  const endings = new Set(paths.map((path) => extname(path).toLowerCase()).filter((ending) => ending !== ''))
  const types = [...endings].toSorted().map((ending) => {
    const type = knownTypes[ending] ?? 'application/octet-stream'
    return `<Default Extension="${escapeXml(ending)}" ContentType="${type}"/>`
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">',
    ...types,
    '</Types>',
    '',
  ].join('\n')
}

const escapes: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
}

const escapeXml = (text: string): string => text.replaceAll(/[<>&"']/g, (character) => escapes[character] ?? '')
