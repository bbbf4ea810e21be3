import type { Plugin } from 'esbuild'
import { packageOfPath } from './packageOfPath.ts'

/** Marks our own messages, which need no further explaining. */
export const refusalPluginName = 'wren-unsupported-files'

/** Stops at imports of style sheets and native add-ons: neither can go into one file of JavaScript. */
export function refuseUnsupportedFiles(): Plugin {
  return {
    name: refusalPluginName,
    setup(build) {
      build.onResolve({ filter: /\.(css|scss|sass|less)$/ }, () => ({
        errors: [{ text: 'Style sheets cannot be imported: the function runs without a page' }],
      }))
      build.onResolve({ filter: /\.node$/ }, ({ path, importer }) => ({
        errors: [{ text: nativeAddonText(packageOfPath(importer) ?? path) }],
      }))
    },
  }
}

/** What is said of a package that needs an add-on compiled for one platform. */
export function nativeAddonText(packageName: string): string {
  return `${packageName} needs native code (a .node add-on); packages with native code are not supported yet`
}
