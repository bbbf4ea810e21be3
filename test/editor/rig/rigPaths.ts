import { join } from 'node:path'

const editorFolder = join(import.meta.dirname, '..')
const modules = join(editorFolder, 'node_modules')
const vsCode = join(modules, 'code-server', 'lib', 'vscode')
const built = join(editorFolder, '.build')

/** Where the rig finds its parts; all absolute. */
export const rigPaths = {
  editorFolder,
  /** The packages of test/editor/package.json. */
  modules,
  /** The VS Code inside the npm package `code-server`. */
  vsCode,
  serverMain: join(vsCode, 'out', 'server-main.js'),
  /** What the rig makes and may make again: the browser, bundles, what failed tests leave for a reader. */
  built,
  failures: join(built, 'failures'),
  screenshots: join(editorFolder, 'screenshots'),
  shim: join(import.meta.dirname, 'vsCodeShim'),
} as const
