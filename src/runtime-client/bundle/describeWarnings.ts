import { isBuiltin } from 'node:module'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Message } from 'esbuild'
import type { ModuleMetafile } from './buildModule.ts'
import { packageOfPath } from './packageOfPath.ts'
import { shownPath } from './shownPath.ts'

/** Says in one line each what of a bundle may behave otherwise on Lambda than it does on the user's machine. */
export async function describeWarnings(
  messages: readonly Message[],
  metafile: ModuleMetafile,
  projectFolder: string,
): Promise<readonly string[]> {
  const own = Object.keys(metafile.inputs).filter((path) => packageOfPath(path) === null)
  const texts = await Promise.all(own.map((path) => readsBesideItself(resolve(projectFolder, path))))
  return [
    ...new Set([
      ...messages.filter(isInOwnCode).map((message) => describe(message, projectFolder)),
      ...unbundled(metafile),
      ...nativeLoaders(metafile),
      ...texts.filter((text) => text !== null),
    ]),
  ]
}

/** A package's authors know their own warnings; its users cannot act on them. */
function isInOwnCode({ location }: Message): boolean {
  return location === null || packageOfPath(location.file) === null
}

function describe({ text, location }: Message, projectFolder: string): string {
  return location === null ? text : `${shownPath(resolve(projectFolder, location.file))}:${location.line}: ${text}`
}

/** esbuild leaves addresses and unknown `node:` names as they are; Node will not find them. */
function unbundled(metafile: ModuleMetafile): readonly string[] {
  return Object.entries(metafile.inputs).flatMap(([importer, { imports }]) =>
    imports
      .filter(
        ({ path, external }) =>
          external === true && path !== '<runtime>' && !path.endsWith('.node') && !isBuiltin(path),
      )
      .map(({ path }) => `${importer} imports "${path}", which cannot be bundled and will not be found`),
  )
}

/** Packages that look for their add-on only when they run. */
const addonFinders = new Set(['bindings', 'node-gyp-build', 'node-gyp-build-optional-packages', '@mapbox/node-pre-gyp'])

function nativeLoaders(metafile: ModuleMetafile): readonly string[] {
  return Object.entries(metafile.inputs).flatMap(([importer, { imports }]) => {
    const needing = packageOfPath(importer)
    const finder = imports
      .map(({ path }) => packageOfPath(path))
      .find((name) => name !== null && addonFinders.has(name))
    if (needing === null || finder === undefined || needing === finder) return []
    return [`${needing} looks for native code when it runs, which is not supported yet: it fails or does without`]
  })
}

async function readsBesideItself(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const match = /(?<!createRequire\()\bimport\.meta\.(?:url|dirname|filename)\b|\b__dirname\b|\b__filename\b/.exec(text)
  if (match === null) return null
  const line = text.slice(0, match.index).split('\n').length
  return `${shownPath(path)}:${line}: ${match[0]} is the bundle's place, not this file's; files beside it are not there`
}
