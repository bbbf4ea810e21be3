import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { WrenError } from '../errors.ts'
import { nearestFileName } from './nearestName.ts'
import { moduleEnding } from './parseFunctionReference.ts'
import { shownPath } from './shownPath.ts'

/** Rejects with a WrenError of kind `input` unless `modulePath` is a JavaScript or TypeScript file. */
export async function checkModuleFile(modulePath: string): Promise<void> {
  const stats = await stat(modulePath).catch(() => null)
  if (stats === null) throw await missingModule(modulePath)
  if (stats.isDirectory()) {
    const index = (await moduleNames(modulePath)).find((name) => name.startsWith('index.'))
    throw new WrenError('input', `${shownPath(modulePath)} is a folder, not a module`, {
      nextStep: index
        ? `Did you mean ${shownPath(join(modulePath, index))}?`
        : 'Name the module file that exports the function.',
    })
  }
  if (!moduleEnding.test(modulePath)) {
    throw new WrenError('input', `${shownPath(modulePath)} is not a JavaScript or TypeScript module`, {
      nextStep: 'Name a file that ends in .ts, .mts, .cts, .tsx, .js, .mjs, .cjs or .jsx.',
    })
  }
}

async function missingModule(modulePath: string): Promise<WrenError> {
  const folder = dirname(modulePath)
  const neighbour = nearestFileName(basename(modulePath), await moduleNames(folder))
  return new WrenError('input', `There is no file ${shownPath(modulePath)}`, {
    nextStep: neighbour
      ? `Did you mean ${shownPath(join(folder, neighbour))}?`
      : 'Check the path; it is written as path/to/module.ts#exportedFunction.',
  })
}

async function moduleNames(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => moduleEnding.test(name) && !name.endsWith('.d.ts')).toSorted()
}
