import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import { packageOfPath } from './packageOfPath.ts'

/** Stops at imports of style sheets and native add-ons: neither can go into one file of JavaScript. */
export function refuseUnsupportedFiles(): Plugin {
  return {
    name: 'wren-unsupported-files',
    setup(build) {
      build.onResolve({ filter: /\.(css|scss|sass|less)$/ }, () => ({
        errors: [{ text: 'Style sheets cannot be imported: the function runs without a page' }],
      }))
      build.onResolve({ filter: /\.node$/ }, async ({ path, importer }) => {
        if (isOptional(await readFile(importer, 'utf8'), path)) return { path, external: true }
        const needing = packageOfPath(importer) ?? path
        return {
          errors: [{ text: `${needing} needs native code (a .node add-on), which is not supported yet` }],
        }
      })
    },
  }
}

/** A package that swallows the failure to load its add-on goes on without it. */
function isOptional(importerText: string, addonPath: string): boolean {
  const attempts = importerText.matchAll(
    /\btry\s*\{([^{}]*)\}\s*catch\s*(?:\(\w+\)\s*)?\{(?:\s|\/\/.*|\/\*[^]*?\*\/)*\}/g,
  )
  return [...attempts].some(([, tried]) => tried?.includes(addonPath))
}
