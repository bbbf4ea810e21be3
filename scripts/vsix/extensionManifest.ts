import { readFile } from 'node:fs/promises'

/** What a package.json says of an extension, as far as packing needs it. */
export interface ExtensionManifest {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly version: string
  readonly publisher: string
  readonly license: string
  readonly icon?: string
  readonly main: string
  readonly categories: readonly string[]
  readonly keywords: readonly string[]
  readonly extensionKind: readonly string[]
  readonly engines: { readonly vscode: string }
}

/** Reads a package.json whole: what packing does not know travels along. */
export async function readExtensionManifest(path: string): Promise<ExtensionManifest> {
  const manifest: ExtensionManifest = JSON.parse(await readFile(path, 'utf8'))
  return manifest
}

/** The package.json that ships: without what only a checkout has a use for. */
export function shippedManifest(manifest: ExtensionManifest): string {
  const shipped = Object.entries(manifest).filter(([key]) => !onlyInCheckout.has(key))
  return `${JSON.stringify(Object.fromEntries(shipped), null, 2)}\n`
}

const onlyInCheckout: ReadonlySet<string> = new Set(['scripts', 'devDependencies', 'bin', 'files', 'imports'])
