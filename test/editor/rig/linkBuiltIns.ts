import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { rigPaths } from './rigPaths.ts'

const folder = join(rigPaths.vsCode, 'extensions')

/** Enough to colour and fold what tests open, to show a walkthrough's pages and to debug JavaScript. */
export const usualBuiltIns: readonly string[] = [
  'css',
  'html',
  'javascript',
  'json',
  'log',
  'markdown-basics',
  'markdown-language-features',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'theme-defaults',
  'theme-seti',
  'typescript-basics',
]

/** Needs a TypeScript that npm's code-server does not bring, and says so in a notification. */
const brokenBuiltIn = 'typescript-language-features'

/** Fills `into` with links to VS Code's own extensions. */
export async function linkBuiltIns(into: string, wanted: readonly string[] | 'all'): Promise<void> {
  const names = wanted === 'all' ? (await readdir(folder)).filter((name) => name !== brokenBuiltIn) : wanted
  await mkdir(into, { recursive: true })
  await Promise.all(names.map((name) => symlink(join(folder, name), join(into, name))))
}
